// Names for what is imported: one each, whatever the file says and whatever is there already.
import { shortText } from './short-text.ts';

const MAX_NAME = 80;

export const shortName = (text: string): string => shortText(text, MAX_NAME) || 'server';

/** Gives each name out once, without regard to case: `shop`, `shop (2)`. */
export function uniqueNames(taken: readonly string[]): (wanted: string) => string {
  const given = new Set(taken.map((name) => name.toLowerCase()));
  const next = new Map<string, number>();
  return (wanted) => {
    const base = shortName(wanted);
    let name = base;
    for (let n = next.get(base) ?? 2; given.has(name.toLowerCase()); n += 1) {
      const end = ` (${n})`;
      name = `${shortText(base, MAX_NAME - end.length)}${end}`;
      next.set(base, n + 1);
    }
    given.add(name.toLowerCase());
    return name;
  };
}
