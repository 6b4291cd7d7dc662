// What changed between two bundles: what was added and removed, and each signature before and after.
import type { BundleDiff, OperationName, SignatureChange } from '../api/bundles.ts';
import { plural } from '../text/amounts.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { MethodTag } from './method-tag.tsx';
import { useGrowingCount } from './use-growing-count.ts';

export function ApiDiffSummary({ diff }: { readonly diff: BundleDiff }) {
  const { against, added, removed, signatureChanged, breaking } = diff;
  if (against === null) return <p className="text-sm text-muted">There is nothing to compare it with yet.</p>;
  const parts = [
    plural(added.length, 'operation added', 'operations added'),
    plural(removed.length, 'removed', 'removed'),
    plural(signatureChanged.length, 'changed', 'changed'),
  ];
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
      <Badge tone={breaking ? 'fail' : 'pass'}>{breaking ? 'Breaking' : 'Not breaking'}</Badge>
      <span className="text-muted">{parts.join(', ')}</span>
    </p>
  );
}

export function ApiDiffView({ diff }: { readonly diff: BundleDiff }) {
  const { against, added, removed, signatureChanged } = diff;
  const isSame = added.length + removed.length + signatureChanged.length === 0;
  return (
    <div className="grid gap-5">
      <ApiDiffSummary diff={diff} />
      {isSame && against !== null && <p className="text-sm">Every operation is the same.</p>}
      <Operations title="Removed" tone="fail" operations={removed} />
      <Signatures changes={signatureChanged} />
      <Operations title="Added" tone="pass" operations={added} />
    </div>
  );
}

interface OperationsProps {
  readonly title: string;
  readonly tone: 'pass' | 'fail';
  readonly operations: readonly OperationName[];
}

function Operations({ title, tone, operations }: OperationsProps) {
  const drawn = useGrowingCount(operations.length, 0);
  if (operations.length === 0) return null;
  return (
    <section aria-label={title} className="grid gap-2">
      <h3 className="text-sm font-medium">
        <Badge tone={tone}>{title}</Badge> <span className="data text-faint">{operations.length}</span>
      </h3>
      <ul className="divide-y divide-line rounded-md border border-line">
        {operations.slice(0, drawn).map(({ operationId, method, path }) => (
          <li key={operationId} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-1.5 text-sm">
            <span className="data font-medium break-all">{visibleText(operationId)}</span>
            <span className="flex min-w-0 items-baseline gap-2 text-muted">
              <MethodTag method={method} />
              <span className="data text-xs break-all">{visibleText(path)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Signatures({ changes }: { readonly changes: readonly SignatureChange[] }) {
  const sorted = changes.toSorted((a, b) => Number(b.breaking) - Number(a.breaking));
  const drawn = useGrowingCount(sorted.length, 0);
  if (sorted.length === 0) return null;
  return (
    <section aria-label="Changed" className="grid gap-2">
      <h3 className="text-sm font-medium">
        <Badge tone="partial">Changed</Badge> <span className="data text-faint">{sorted.length}</span>
      </h3>
      <ul className="divide-y divide-line rounded-md border border-line">
        {sorted.slice(0, drawn).map((change) => (
          <SignatureRow key={change.operationId} change={change} />
        ))}
      </ul>
    </section>
  );
}

function SignatureRow({ change: { operationId, before, after, breaking, reasons } }: { readonly change: SignatureChange }) {
  return (
    <li className="grid gap-2 px-3 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-sm">
        <span className="data font-medium break-all">{visibleText(operationId)}</span>
        <Badge tone={breaking ? 'fail' : 'idle'}>{breaking ? 'breaking' : 'compatible'}</Badge>
      </div>
      <ul className="list-disc ps-4 text-sm text-muted">
        {reasons.map((reason) => (
          <li key={reason} className="break-words">
            {visibleText(reason)}
          </li>
        ))}
      </ul>
      {before !== after && (
        <div className="grid gap-1">
          <Signature label="Before" mark="−" text={before} look="text-fail" />
          <Signature label="After" mark="+" text={after} look="text-pass" />
        </div>
      )}
    </li>
  );
}

interface SignatureProps {
  readonly label: string;
  readonly mark: string;
  readonly text: string;
  readonly look: string;
}

const Signature = ({ label, mark, text, look }: SignatureProps) => (
  <pre className="code-block flex gap-2">
    <span aria-hidden="true" className={look}>
      {mark}
    </span>
    <span className="min-w-0">
      <span className="sr-only">{label}: </span>
      {visibleText(text)}
    </span>
  </pre>
);
