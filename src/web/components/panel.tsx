// A framed part of a page with a heading.
import { useId } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface PanelProps {
  readonly title?: string | undefined;
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** `flush` lets a table touch the frame. */
  readonly flush?: boolean | undefined;
  readonly className?: string | undefined;
}

export function Panel({ title, hint, actions, children, flush = false, className }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={cx('rounded-lg border border-line bg-surface shadow-raised', className)}
    >
      {title !== undefined && (
        <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          {hint !== undefined && <span className="text-sm text-faint">{hint}</span>}
          {actions !== undefined && <div className="ms-auto flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      <div className={flush ? cx('overflow-hidden rounded-b-lg', title === undefined && 'rounded-t-lg') : 'p-4'}>{children}</div>
    </section>
  );
}
