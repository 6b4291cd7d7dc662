// A small neutral label in data type: a classification, an annotation, a category.
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface TagProps {
  readonly children: ReactNode;
  readonly title?: string | undefined;
  readonly tone?: 'neutral' | 'warn' | 'danger' | 'accent' | undefined;
}

const LOOKS = {
  neutral: 'border-line-strong text-muted',
  warn: 'border-partial-mark text-partial',
  danger: 'border-fail-mark text-fail',
  accent: 'border-running-mark text-running',
} as const;

export function Tag({ children, title, tone = 'neutral' }: TagProps) {
  return (
    <span title={title} className={cx('inline-block whitespace-nowrap rounded-sm border px-1.5 font-mono text-2xs', LOOKS[tone])}>
      {children}
    </span>
  );
}
