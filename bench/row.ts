// One line of the printed table, and the median every figure is.

export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most it should be; undefined where the row is only there to compare with. */
  readonly atMost?: number | undefined;
  /** The least it should be, of what is better the larger it is. */
  readonly atLeast?: number | undefined;
  readonly note?: string | undefined;
}

const WHAT_CHARS = 68;
const VALUE_CHARS = 8;

export const isMissed = ({ value, atMost, atLeast }: Row): boolean =>
  (atMost !== undefined && !(value <= atMost)) || (atLeast !== undefined && !(value >= atLeast));

export function lineOf(row: Row): string {
  const { what, value, unit, atMost, atLeast, note } = row;
  const bounds = [...(atMost === undefined ? [] : [`at most ${atMost}`]), ...(atLeast === undefined ? [] : [`at least ${atLeast}`])];
  const bound = bounds.length === 0 ? '' : `${isMissed(row) ? 'MISS' : 'ok'} (${bounds.join(', ')})`;
  return [what.padEnd(WHAT_CHARS), value.toFixed(1).padStart(VALUE_CHARS), unit.padEnd(3), bound, note ?? ''].join(' ').trimEnd();
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error('no values were measured');
  return (low + high) / 2;
}

/** The value that `part` of all (0–1) do not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const value = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)];
  if (value === undefined) throw new Error('no values were measured');
  return value;
}

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
