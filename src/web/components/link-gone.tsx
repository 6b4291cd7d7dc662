// The one page for a mailed link that is used, expired or unknown.
import type { ReactNode } from 'react';
import { EntryFrame } from './entry-frame.tsx';

export function LinkGone({ lead, children }: { readonly lead: string; readonly children: ReactNode }) {
  return (
    <EntryFrame title="This link is no longer valid" lead={lead}>
      <div className="flex flex-wrap gap-2">{children}</div>
    </EntryFrame>
  );
}
