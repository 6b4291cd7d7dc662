// A word with its tone: shape, colour and text together.
import type { ReactNode } from 'react';
import type { Tone } from '../text/tone.ts';
import { cx } from './cx.ts';
import { ToneMark } from './tone-mark.tsx';

export const TONE_TEXT: Readonly<Record<Tone, string>> = {
  pass: 'text-pass',
  partial: 'text-partial',
  fail: 'text-fail',
  error: 'text-error',
  idle: 'text-idle',
  running: 'text-running',
};

export const TONE_WASH: Readonly<Record<Tone, string>> = {
  pass: 'bg-pass-wash',
  partial: 'bg-partial-wash',
  fail: 'bg-fail-wash',
  error: 'bg-error-wash',
  idle: 'bg-idle-wash',
  running: 'bg-running-wash',
};

interface BadgeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** `plain` stands in a table; `washed` stands alone. */
  readonly look?: 'plain' | 'washed' | undefined;
  readonly title?: string | undefined;
}

export function Badge({ tone, children, look = 'plain', title }: BadgeProps) {
  return (
    <span
      title={title}
      className={cx(
        // The mark is centred and the word is not, so that the word stands on one line with the words beside it.
        'inline-flex items-baseline gap-1.5 whitespace-nowrap text-sm font-medium',
        TONE_TEXT[tone],
        look === 'washed' && cx('rounded-md px-2 py-0.5', TONE_WASH[tone]),
      )}
    >
      <ToneMark tone={tone} className="self-center" />
      {children}
    </span>
  );
}
