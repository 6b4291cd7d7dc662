// The lines of a text that went and that came. Pure.
import { samePlaces } from '#kernel/same-places';

/** Longer texts are shown as a whole: nobody waits for the comparison, and nobody reads it. */
const MAX_LINES = 400;

/** `- ` gone, `+ ` new, two spaces: as it was. */
export function lineDiff(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const same = old.length > MAX_LINES || now.length > MAX_LINES ? [] : samePlaces(old, now);
  const lines: string[] = [];
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [...same, [old.length, now.length] as const]) {
    lines.push(...old.slice(from, nextFrom).map((line) => `- ${line}`), ...now.slice(to, nextTo).map((line) => `+ ${line}`));
    if (nextFrom < old.length) lines.push(`  ${old[nextFrom]}`);
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  return lines;
}
