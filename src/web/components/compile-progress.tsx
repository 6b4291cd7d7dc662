// How far the compile of a large document is.
import type { BundleDetail } from '../api/bundles.ts';
import { count } from '../text/amounts.ts';
import { Badge } from './badge.tsx';

export function CompileProgress({ progress }: { readonly progress: BundleDetail['progress'] | null }) {
  const { step, done, total } = progress ?? { step: 'waiting', done: null, total: null };
  const share = done === null || total === null || total === 0 ? null : done / total;
  return (
    <div role="status" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <Badge tone="running">Compiling</Badge>
        <span className="text-muted">
          {step}
          {done !== null && total !== null && ` · ${count(done)} of ${count(total)}`}
        </span>
      </div>
      <progress aria-label="Compile progress" className="meter" max={1} {...(share === null ? {} : { value: share })} />
      <p className="text-xs text-faint">A large document takes a few seconds. You can leave this page; it goes on.</p>
    </div>
  );
}
