// Money, counts, shares and sizes as they stand in tables.
const grouped = new Intl.NumberFormat('en-US');

export const count = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : grouped.format(value));

/** Unknown cost is a dash, never zero. */
export function usd(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '$0';
  return value < 0.01 ? `$${value.toFixed(4)}` : `$${value.toFixed(2)}`;
}

/** A share between 0 and 1 as percent; never rounded up to 100. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  const value = Math.floor(share * 1000) / 10;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(1)} KiB`;
  return `${(value / 1024 / 1024).toFixed(1)} MiB`;
}

export const plural = (value: number, one: string, many = `${one}s`): string => `${grouped.format(value)} ${value === 1 ? one : many}`;
