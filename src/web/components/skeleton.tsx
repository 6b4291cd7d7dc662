// Grey shapes that keep the layout while something loads.
import { cx } from './cx.ts';

export function Skeleton({ className }: { readonly className?: string | undefined }) {
  return <div aria-hidden="true" className={cx('skeleton h-4', className)} />;
}

export function RowsSkeleton({ rows = 6 }: { readonly rows?: number | undefined }) {
  return (
    <div className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 px-4">
          <Skeleton className="w-16 shrink-0" />
          <Skeleton className={row % 2 === 0 ? 'w-2/5' : 'w-1/4'} />
          <Skeleton className="ms-auto w-20 shrink-0 max-md:hidden" />
          <Skeleton className="w-12 shrink-0 max-md:ms-auto" />
        </div>
      ))}
    </div>
  );
}

export function CardsSkeleton({ cards = 3 }: { readonly cards?: number | undefined }) {
  return (
    <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {Array.from({ length: cards }, (_, card) => (
        <div key={card} className="grid gap-3 rounded-lg border border-line bg-surface p-4">
          <Skeleton className="w-40" />
          <Skeleton className="w-full" />
          <Skeleton className="w-24" />
        </div>
      ))}
    </div>
  );
}

export function TextSkeleton({ lines = 4 }: { readonly lines?: number | undefined }) {
  return (
    <div className="grid gap-2.5">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={line === lines - 1 ? 'w-2/5' : 'w-full'} />
      ))}
    </div>
  );
}
