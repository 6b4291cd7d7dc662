// One bundle: its state, where it came from, what the compiler said, what it changes, and its manifest.
import { useQuery } from '@tanstack/react-query';
import { bundleQuery, bundlesQuery } from '../api/bundles.ts';
import type { BundleDetail } from '../api/bundles.ts';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { count } from '../text/amounts.ts';
import { prettyJson } from '../text/json-text.ts';
import { exactTime } from '../text/relative-time.ts';
import { BUNDLE_STATE_WORDS } from '../text/source-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { ApiDiffView } from './api-diff-view.tsx';
import { BundleActions } from './bundle-actions.tsx';
import { BundleOrigin } from './bundle-origin.tsx';
import { BundleStateBadge } from './bundle-state-badge.tsx';
import { shortId } from './bundle-table.tsx';
import { ButtonLink } from './button.tsx';
import { CodeBlock } from './code-block.tsx';
import { CompileProgress } from './compile-progress.tsx';
import { Copyable } from './copyable.tsx';
import { Facts } from './facts.tsx';
import { Choice } from './inputs.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { CompileFailure, Warnings } from './upload-outcome.tsx';
import { usePage } from './use-page.ts';

interface BundleDetailsProps {
  readonly org: string;
  readonly source: Source;
  readonly bundleId: string;
}

export function BundleDetails({ org, source, bundleId }: BundleDetailsProps) {
  const bundle = useQuery(bundleQuery(org, bundleId));
  return (
    <div className="grid gap-5">
      <PageLink to={paths.source(org, source.slug, { tab: 'bundles' })} className="link justify-self-start text-sm">
        All bundles
      </PageLink>
      <Part name="the bundle" query={bundle} skeleton={<TextSkeleton lines={8} />}>
        {(found) => <BundleParts org={org} source={source} bundle={found} />}
      </Part>
    </div>
  );
}

interface BundlePartProps {
  readonly org: string;
  readonly source: Source;
  readonly bundle: BundleDetail;
}

function BundleParts({ org, source, bundle }: BundlePartProps) {
  const { state, diagnostics, apiDiff, manifest } = bundle;
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return (
    <>
      <BundleHead org={org} source={source} bundle={bundle} />
      {state === 'compiling' && (
        <Panel>
          <CompileProgress progress={bundle.progress} />
        </Panel>
      )}
      {state === 'failed' && <CompileFailure diagnostics={diagnostics} />}
      {state !== 'failed' && warnings.length > 0 && <Warnings warnings={warnings} />}
      {apiDiff !== null && (
        <Panel
          title="What it changes"
          hint={
            apiDiff.against === null ? 'the first of its environment' : `compared with ${shortId(apiDiff.against)}, active when it was made`
          }
          actions={<CompareChoice org={org} source={source} bundle={bundle} />}
        >
          <ApiDiffView diff={apiDiff} />
        </Panel>
      )}
      {manifest !== null && (
        <details className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3">
          <summary className="text-sm font-medium">Manifest with its defaults</summary>
          <div className="mt-3">
            <CodeBlock text={visibleText(prettyJson(manifest))} label="Manifest" />
          </div>
        </details>
      )}
    </>
  );
}

function BundleHead({ org, source, bundle }: BundlePartProps) {
  const { id, environment, operationCount, contentHash, createdAt, createdBy, promotedAt, repository } = bundle;
  const isCompiled = operationCount !== null;
  return (
    <Panel
      title="Bundle"
      hint={<Copyable text={id} label="bundle id" />}
      actions={
        <>
          {isCompiled && <ButtonLink to={paths.source(org, source.slug, { tab: 'sdk', bundle: id })}>Operations</ButtonLink>}
          <BundleActions org={org} bundle={bundle} look="primary" />
        </>
      }
    >
      <Facts
        facts={[
          { label: 'State', value: <BundleStateBadge bundle={bundle} /> },
          { label: 'Environment', value: environment },
          { label: 'Operations', value: count(operationCount) },
          { label: 'Uploaded', value: <TimeAgo at={createdAt} /> },
          { label: 'By', value: <span className="data text-xs break-all">{createdBy}</span> },
          { label: 'Promoted', value: <TimeAgo at={promotedAt} fallback="never" /> },
          { label: 'Commit', value: <BundleOrigin bundle={bundle} /> },
          { label: 'Repository', value: repository === null ? '–' : visibleText(repository) },
          { label: 'Content', isWide: true, value: <span className="data text-xs break-all">{contentHash ?? '–'}</span> },
        ]}
      />
    </Panel>
  );
}

/** Any other bundle of the source, from the newest hundred. */
function CompareChoice({ org, source, bundle }: BundlePartProps) {
  const { setSearch } = usePage();
  const others = useQuery(bundlesQuery(org, { source: source.slug })).data?.rows ?? [];
  const choices = others.filter(({ id, operationCount }) => id !== bundle.id && operationCount !== null);
  if (choices.length === 0) return null;
  return (
    <Choice
      aria-label="Compare with another bundle"
      value=""
      className="w-auto max-w-60"
      onChange={(event) => event.target.value !== '' && setSearch({ against: event.target.value })}
    >
      <option value="">Compare with…</option>
      {choices.map(({ id, environment, state, createdAt }) => (
        <option key={id} value={id}>
          {shortId(id)} · {environment} · {BUNDLE_STATE_WORDS[state].word.toLowerCase()} · {exactTime(createdAt).slice(0, 16)} UTC
        </option>
      ))}
    </Choice>
  );
}
