// How long to wait, in words: whole minutes while it is long, seconds at the end.
const MINUTE_S = 60;

export function waitText(seconds: number): string {
  if (seconds <= MINUTE_S) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / MINUTE_S)} minutes`;
}
