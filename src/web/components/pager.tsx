// Steps through the pages of a list; says what is shown of how many.
import { PageLink } from './page-link.tsx';
import { count } from '../text/amounts.ts';

interface PagerProps {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly to: (page: number) => string;
}

const STEP = 'inline-flex h-8 items-center rounded-md border border-line-strong bg-raised px-3 text-sm hover:bg-hover';

export function Pager({ page, pageSize, total, to }: PagerProps) {
  if (total === 0) return null;
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, total);
  return (
    <nav aria-label="Pages" className="mt-3 flex items-center gap-3 text-sm text-muted">
      <span>
        {count(first)}–{count(last)} of {count(total)}
      </span>
      <span className="ms-auto flex gap-2">
        {page > 1 && (
          <PageLink to={to(page - 1)} className={STEP}>
            Newer
          </PageLink>
        )}
        {last < total && (
          <PageLink to={to(page + 1)} className={STEP}>
            Older
          </PageLink>
        )}
      </span>
    </nav>
  );
}
