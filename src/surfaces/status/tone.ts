// Each state's tone: a colour and a shape of its own, so that it can be told without seeing colour.
import type { PublicDay, PublicState, PublicStatus } from '#modules/status-pages';
import { html } from './html.ts';
import type { Html } from './html.ts';

export type Tone = 'pass' | 'partial' | 'fail' | 'error' | 'calm' | 'idle';

export const STATE_TONES = {
  operational: 'pass',
  failing: 'fail',
  unreachable: 'error',
  maintenance: 'calm',
  unchecked: 'idle',
  paused: 'idle',
} as const satisfies Record<PublicState, Tone>;

export const PAGE_TONES = {
  operational: 'pass',
  degraded: 'partial',
  down: 'fail',
  maintenance: 'calm',
  unchecked: 'idle',
} as const satisfies Record<PublicStatus['state'], Tone>;

/** Of a day's uptime, or that of all days. */
const GOOD_FROM = 95;

export function dayTone({ uptimePercent, uncountedChecks }: Pick<PublicDay, 'uptimePercent' | 'uncountedChecks'>): Tone {
  if (uptimePercent === null) return uncountedChecks > 0 ? 'calm' : 'idle';
  if (uptimePercent === 100) return 'pass';
  return uptimePercent >= GOOD_FROM ? 'partial' : 'fail';
}

const SHAPES: Readonly<Record<Tone, Html>> = {
  pass: html`<circle cx="6" cy="6" r="6" fill="currentColor" /><path d="m3.4 6.2 1.8 1.8 3.4-3.7" class="cut" />`,
  partial: html`<circle cx="6" cy="6" r="5.1" class="ring" /><path d="M6 1a5 5 0 0 1 0 10Z" fill="currentColor" />`,
  fail: html`<rect x=".5" y=".5" width="11" height="11" rx="1.5" fill="currentColor" /><path
      d="m3.6 3.6 4.8 4.8m0-4.8L3.6 8.4"
      class="cut"
    />`,
  error: html`<path d="M6 .4 12 11.4H0Z" fill="currentColor" /><path d="M6 4.2v3.4M6 8.9v1.2" class="cut" />`,
  calm: html`<circle cx="6" cy="6" r="5.1" class="ring" /><path d="M4.6 3.8v4.4M7.4 3.8v4.4" class="line" />`,
  idle: html`<circle cx="6" cy="6" r="4.9" class="ring" stroke-dasharray="2.2 1.6" />`,
};

export const toneMark = (tone: Tone): Html =>
  html`<svg class="mark ${tone}" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${SHAPES[tone]}</svg>`;
