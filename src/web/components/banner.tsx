// A line across a page that something needs attention.
import type { ReactNode } from 'react';
import type { Tone } from '../text/tone.ts';
import { TONE_TEXT, TONE_WASH } from './badge.tsx';
import { cx } from './cx.ts';
import { ToneMark } from './tone-mark.tsx';

interface BannerProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function Banner({ tone, title, children, actions }: BannerProps) {
  return (
    <div className={cx('mb-4 flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg px-4 py-3', TONE_WASH[tone])}>
      <ToneMark tone={tone} className="mt-1.5" />
      <div className="min-w-0 flex-1 basis-64">
        <p className={cx('font-medium', TONE_TEXT[tone])}>{title}</p>
        {children !== undefined && <div className="text-sm break-words">{children}</div>}
      </div>
      {actions}
    </div>
  );
}
