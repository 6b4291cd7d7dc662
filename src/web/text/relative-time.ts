// A moment seen from now: `just now`, `4 min ago`, `in 12 min`, `3 days ago`, and its exact UTC time.
const STEPS: readonly (readonly [ms: number, word: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];
const JUST_NOW_MS = 5_000;

export function relativeTime(iso: string, now: number): string {
  const distance = now - Date.parse(iso);
  const size = Math.abs(distance);
  if (size < JUST_NOW_MS) return distance < 0 ? 'in a moment' : 'just now';
  const [ms, word] = STEPS.find(([step]) => size >= step) ?? [1_000, 's'];
  const count = Math.floor(size / ms);
  const amount = `${count} ${word === 'day' && count !== 1 ? 'days' : word}`;
  return distance < 0 ? `in ${amount}` : `${amount} ago`;
}

/** `2026-01-31 09:15:02.114 UTC` */
export const exactTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 23)} UTC`;

/** `Sat 31 Jan, 09:15 UTC`, for times to come. */
export function calendarTime(iso: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(iso));
  return `${day}, ${iso.slice(11, 16)} UTC`;
}
