// The later of two ISO times; null is never. Pure.
export const latest = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);
