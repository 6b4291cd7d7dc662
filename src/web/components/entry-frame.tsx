// Around every page that is seen before there is an organization: mark, title, one narrow column.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { BrandMark } from './brand-mark.tsx';

interface EntryFrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  /** The other way on, below everything. */
  readonly foot?: ReactNode;
}

export function EntryFrame({ title, lead, children, foot }: EntryFrameProps) {
  useEffect(() => {
    document.title = `${title.replace(/ (?:to|on) Armature$/, '')} · Armature`;
  }, [title]);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-6 py-12">
      <BrandMark size={36} />
      <div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {lead !== undefined && <div className="mt-1 break-words text-muted">{lead}</div>}
      </div>
      {children}
      {foot !== undefined && <p className="text-sm text-muted">{foot}</p>}
    </main>
  );
}
