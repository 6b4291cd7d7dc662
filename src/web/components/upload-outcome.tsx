// What became of an upload: how many operations, what was left out, what changed; or why it does not compile.
import { useQuery } from '@tanstack/react-query';
import { bundleQuery } from '../api/bundles.ts';
import type { Diagnostic, Uploaded } from '../api/bundles.ts';
import { count, plural } from '../text/amounts.ts';
import { ApiDiffSummary } from './api-diff-view.tsx';
import { Banner } from './banner.tsx';
import { CompileProgress } from './compile-progress.tsx';
import { DiagnosticList } from './diagnostic-list.tsx';

interface UploadOutcomeProps {
  readonly org: string;
  readonly uploaded: Uploaded;
  /** How the parts of the document are called: tools or operations. */
  readonly noun: string;
  /** Whether the address of the source answers agents. */
  readonly isServed: boolean;
}

export function UploadOutcome({ org, uploaded, noun, isServed }: UploadOutcomeProps) {
  const latest = useQuery({ ...bundleQuery(org, uploaded.bundle.id), enabled: uploaded.bundle.state === 'compiling' }).data;
  const { state, operationCount } = latest ?? uploaded.bundle;
  const warnings = latest?.diagnostics ?? uploaded.warnings;
  if (state === 'compiling') return <CompileProgress progress={latest?.progress ?? null} />;
  if (state === 'failed') return <CompileFailure diagnostics={warnings} />;
  const compiled = { state, operationCount, warnings, apiDiff: latest?.apiDiff ?? uploaded.apiDiff };
  return <Compiled uploaded={uploaded} compiled={compiled} noun={noun} isServed={isServed} />;
}

interface CompiledProps extends Pick<UploadOutcomeProps, 'uploaded' | 'noun' | 'isServed'> {
  readonly compiled: Pick<Uploaded, 'warnings' | 'apiDiff'> & Pick<Uploaded['bundle'], 'state' | 'operationCount'>;
}

function Compiled({ uploaded: { unchanged, usage }, compiled, noun, isServed }: CompiledProps) {
  const { state, operationCount, warnings, apiDiff } = compiled;
  return (
    <div className="grid gap-3" role="status">
      <Banner tone={operationCount === 0 ? 'fail' : 'pass'} title={titleOf(unchanged, operationCount, noun)}>
        {operationCount === 0 ? `There is no ${noun} in it that agents could use; the warnings say why.` : wordsOf(state, isServed)}
      </Banner>
      {apiDiff !== null && <ApiDiffSummary diff={apiDiff} />}
      {usage !== null && <UsageLine usage={usage} />}
      {warnings.length > 0 && <Warnings warnings={warnings} />}
    </div>
  );
}

function UsageLine({ usage: { scriptsChecked, scriptsBroken } }: { readonly usage: NonNullable<Uploaded['usage']> }) {
  if (scriptsChecked === 0) return null;
  return (
    <p className="text-sm text-muted">
      {scriptsBroken === 0
        ? `All ${plural(scriptsChecked, 'recent script')} would still work.`
        : `${count(scriptsBroken)} of ${plural(scriptsChecked, 'recent script')} would no longer work.`}
    </p>
  );
}

export function Warnings({ warnings }: { readonly warnings: readonly Pick<Diagnostic, 'path' | 'message'>[] }) {
  return (
    <details open={warnings.length <= FEW}>
      <summary className="text-sm font-medium">{plural(warnings.length, 'warning')}</summary>
      <div className="mt-2">
        <DiagnosticList diagnostics={warnings} tone="partial" label="Warnings" />
      </div>
    </details>
  );
}

export function CompileFailure({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const shown = errors.length > 0 ? errors : diagnostics;
  return (
    <div role="alert" className="grid gap-3">
      <Banner tone="fail" title="The document does not compile">
        What was active before stays. Mend these and upload it again.
      </Banner>
      <DiagnosticList diagnostics={shown} tone="fail" label="Errors of the document" />
    </div>
  );
}

const FEW = 5;

const titleOf = (isUnchanged: boolean, total: number | null, noun: string): string =>
  `${isUnchanged ? 'Nothing changed: ' : ''}${plural(total ?? 0, noun)}`;

function wordsOf(state: Uploaded['bundle']['state'], isServed: boolean): string {
  if (state !== 'active') return 'It is compiled and waits to be promoted.';
  return isServed ? 'It is active: agents get it with their next request.' : 'Agents get it once the source is active.';
}
