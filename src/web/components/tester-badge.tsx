// Which kind of tester acted. Kinds without AI always say so.
import { Bot, ListOrdered, Pin } from 'lucide-react';
import type { TesterKind } from '../api/runs.ts';
import { cx } from './cx.ts';

const ICONS = { model: Bot, script: ListOrdered, pinned: Pin } as const;

interface TesterBadgeProps {
  readonly kind: TesterKind;
  readonly modelId: string;
}

export function TesterBadge({ kind, modelId }: TesterBadgeProps) {
  const Icon = ICONS[kind];
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5 align-bottom">
      <Icon size={14} aria-hidden="true" className="shrink-0 text-faint" />
      <span className="data truncate" title={modelId}>
        {modelId}
      </span>
      {kind !== 'model' && <NoAi />}
    </span>
  );
}

export function NoAi({ className }: { readonly className?: string | undefined }) {
  return (
    <span
      title="No language model acts here: the steps are executed exactly as written."
      className={cx('shrink-0 rounded-sm bg-ink px-1.5 font-mono text-2xs text-canvas', className)}
    >
      no AI
    </span>
  );
}
