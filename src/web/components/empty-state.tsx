// Nothing here yet, and the next step.
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center gap-2 px-6 py-12 text-center">
      <svg viewBox="0 0 64 28" width="96" height="42" aria-hidden="true" className="mb-2 text-line-strong">
        <path d="M6 22 22 8l20 12L58 6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="3 3" />
        {[6, 22, 42, 58].map((x, index) => (
          <circle key={x} cx={x} cy={[22, 8, 20, 6][index]} r="3.2" fill="var(--surface)" stroke="currentColor" strokeWidth="1.5" />
        ))}
      </svg>
      <h2 className="text-lg font-semibold">{title}</h2>
      {children !== undefined && <div className="text-sm text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
