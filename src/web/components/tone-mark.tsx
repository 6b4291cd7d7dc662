// The shape and colour of a tone: each can be told apart without seeing colour.
import type { ReactNode } from 'react';
import type { Tone } from '../text/tone.ts';
import { cx } from './cx.ts';

const COLOURS: Readonly<Record<Tone, string>> = {
  pass: 'text-pass-mark',
  partial: 'text-partial-mark',
  fail: 'text-fail-mark',
  error: 'text-error-mark',
  idle: 'text-idle-mark',
  running: 'text-running-mark',
};

const SHAPES: Readonly<Record<Tone, ReactNode>> = {
  pass: (
    <>
      <circle cx="6" cy="6" r="6" fill="currentColor" />
      <path d="m3.4 6.2 1.8 1.8 3.4-3.7" fill="none" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
  partial: (
    <>
      <circle cx="6" cy="6" r="5.1" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M6 1a5 5 0 0 1 0 10Z" fill="currentColor" />
    </>
  ),
  fail: (
    <>
      <rect x="0.5" y="0.5" width="11" height="11" rx="1.5" fill="currentColor" />
      <path d="m3.6 3.6 4.8 4.8m0-4.8L3.6 8.4" fill="none" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
  error: (
    <>
      <path d="M6 .4 12 11.4H0Z" fill="currentColor" />
      <path d="M6 4.2v3.4M6 8.9v1.2" fill="none" stroke="var(--surface)" strokeWidth="1.4" />
    </>
  ),
  idle: <circle cx="6" cy="6" r="4.9" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 1.6" />,
  running: (
    <>
      <circle cx="6" cy="6" r="4.9" fill="none" stroke="currentColor" strokeOpacity="0.3" strokeWidth="1.8" />
      <path className="spin" d="M6 1.1A4.9 4.9 0 0 1 10.9 6" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
};

export function ToneMark({ tone, className }: { readonly tone: Tone; readonly className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden="true"
      className={cx('shrink-0 overflow-visible', COLOURS[tone], className)}
    >
      {SHAPES[tone]}
    </svg>
  );
}
