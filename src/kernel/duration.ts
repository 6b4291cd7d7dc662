// Durations are integer milliseconds everywhere; these say so by name.
export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60 * MS_PER_SECOND;
export const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

export const seconds = (count: number): number => count * MS_PER_SECOND;
export const minutes = (count: number): number => count * MS_PER_MINUTE;
export const hours = (count: number): number => count * MS_PER_HOUR;
export const days = (count: number): number => count * MS_PER_DAY;
