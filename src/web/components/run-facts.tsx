// The header's small print of a run.
import { paths } from '../api/paths.ts';
import type { Run } from '../api/runs.ts';
import { count, usd } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { versionWord } from '../text/proposal-words.ts';
import { Facts } from './facts.tsx';
import { PageLink } from './page-link.tsx';
import { TesterBadge } from './tester-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

export function RunFacts({ org, run }: { readonly org: string; readonly run: Run }) {
  const isModel = run.testerKind === 'model';
  return (
    <Facts
      facts={[
        { label: 'Model', value: <TesterBadge kind={run.testerKind} modelId={run.modelId} />, isWide: true },
        {
          label: 'Version',
          value: (
            <PageLink to={paths.workflow(org, run.workflowId, { tab: 'history' })} className="link data">
              {versionWord(run.version.number)}
            </PageLink>
          ),
        },
        { label: 'Trigger', value: run.triggerType === 'manual' ? `manual · ${run.reason}` : 'scheduled' },
        { label: 'Started', value: <TimeAgo at={run.startedAt} fallback="not yet" /> },
        { label: 'Ended', value: <TimeAgo at={run.endedAt} fallback="not yet" /> },
        { label: 'Duration', value: <span className="data">{duration(run.durationMs)}</span> },
        { label: 'Steps · calls', value: <span className="data">{`${count(run.steps)} · ${count(run.toolCallCount)}`}</span> },
        {
          label: 'Tokens in · out',
          value: <span className="data">{isModel ? `${count(run.tokens.in)} · ${count(run.tokens.out)}` : 'none'}</span>,
        },
        { label: 'Cost', value: <span className="data">{usd(run.costUsd)}</span> },
      ]}
    />
  );
}
