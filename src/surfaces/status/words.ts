// Times, durations and percentages as the page says them; UTC throughout, since nobody's place is known.
import { MS_PER_HOUR, MS_PER_MINUTE } from '#kernel/duration';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-01-31…` → `31 Jan 2026`. */
export function dayWords(iso: string): string {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

/** `2026-01-31T09:30:00.000Z` → `09:30`. */
export const clockWords = (iso: string): string => iso.slice(11, 16);

/** `12 min`, `3 h 05 min`, `2 d 4 h`. */
export function durationWords(ms: number): string {
  const minutes = Math.floor(ms / MS_PER_MINUTE);
  const hours = Math.floor(ms / MS_PER_HOUR);
  if (minutes < 1) return 'less than a minute';
  if (hours < 1) return `${minutes} min`;
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `99.98 %`; 100 and 0 are said only of themselves. */
export const percentWords = (percent: number): string =>
  `${Number.isInteger(percent) && percent % 100 === 0 ? percent : percent.toFixed(2)} %`;

/** `1,440`. */
export const numberWords = (count: number): string => count.toLocaleString('en-US');

export const msWords = (ms: number): string => `${numberWords(ms)} ms`;

export const countWords = (count: number, noun: string): string => `${numberWords(count)} ${noun}${count === 1 ? '' : 's'}`;
