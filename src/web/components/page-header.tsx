// The top of a page: where it stands, its name, its state and what can be done.
import { PageLink } from './page-link.tsx';
import { useEffect } from 'react';
import type { ReactNode } from 'react';

export interface Crumb {
  readonly label: string;
  readonly to: string;
}

interface PageHeaderProps {
  readonly title: string;
  readonly crumbs?: readonly Crumb[] | undefined;
  readonly status?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, crumbs = [], status, lead, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Armature`;
  }, [title]);
  return (
    <header className="mb-5">
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumb" className="mb-1 text-sm text-faint">
          {crumbs.map((crumb, i) => (
            <span key={crumb.to}>
              {i > 0 && (
                <span aria-hidden="true" className="px-1.5">
                  /
                </span>
              )}
              <PageLink to={crumb.to} className="hover:text-ink hover:underline">
                {crumb.label}
              </PageLink>
            </span>
          ))}
        </nav>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-64 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words text-xl font-semibold tracking-tight">{title}</h1>
          {status}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {lead !== undefined && <div className="mt-1 max-w-3xl text-sm text-muted">{lead}</div>}
    </header>
  );
}
