// One proposal: why, on what evidence, what it changes, what its trials say, and the one question whether it is applied.
import { useQuery } from '@tanstack/react-query';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { proposalQuery } from '../api/proposals.ts';
import type { Proposal } from '../api/proposals.ts';
import { workflowQuery } from '../api/workflows.ts';
import type { Workflow } from '../api/workflows.ts';
import { Badge } from '../components/badge.tsx';
import { Banner } from '../components/banner.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { DiffList } from '../components/diff-list.tsx';
import { EvidenceRef } from '../components/evidence-ref.tsx';
import { FindingText } from '../components/finding-text.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { ProposalActions } from '../components/proposal-actions.tsx';
import { ProposalFacts } from '../components/proposal-facts.tsx';
import { ProposalOutcome } from '../components/proposal-outcome.tsx';
import { ProposalTrials } from '../components/proposal-trials.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { plural } from '../text/amounts.ts';
import { runOfEvidence } from '../text/evidence.ts';
import { prettyJson } from '../text/json-text.ts';
import { PROPOSAL_STATE_WORDS, TRIAL_WORDS } from '../text/proposal-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { NotFound } from './not-found.tsx';

export function ProposalPage() {
  const { org, params } = usePage();
  const proposal = useQuery(proposalQuery(org, params.proposalId ?? ''));
  if (isNotFound(proposal.error)) return <NotFound />;
  return (
    <Part name="the proposal" query={proposal} skeleton={<TextSkeleton lines={10} />}>
      {(found) => <ProposalDetail key={found.proposalId} org={org} proposal={found} />}
    </Part>
  );
}

interface ProposalProps {
  readonly org: string;
  readonly proposal: Proposal;
}

function ProposalDetail({ org, proposal }: ProposalProps) {
  const workflow = useQuery(workflowQuery(org, proposal.workflowId ?? '')).data;
  const isStale = isOutdated(proposal, workflow);
  const name = visibleText(proposal.spec.name);
  const state = PROPOSAL_STATE_WORDS[proposal.state];
  return (
    <>
      <PageHeader
        title={proposal.kind === 'patch' ? `Change of ${visibleText(workflow?.name ?? proposal.spec.name)}` : `New workflow: ${name}`}
        crumbs={[{ label: 'Proposals', to: paths.proposals(org) }]}
        status={
          <Badge tone={state.tone} look="washed">
            {state.word}
          </Badge>
        }
        lead={
          <span className="inline-flex items-center gap-1">
            <span className="data text-xs break-all">{proposal.proposalId}</span>
            <CopyButton text={proposal.proposalId} label="Copy proposal id" />
          </span>
        }
        actions={<ProposalActions org={org} proposal={proposal} workflowName={workflow?.name ?? proposal.spec.name} isStale={isStale} />}
      />
      <ProposalOutcome org={org} proposal={proposal} staleAt={isStale ? workflow?.currentVersion.number : undefined} />
      <Warnings warnings={proposal.warnings} />
      <div className="mb-6">
        <ProposalFacts org={org} proposal={proposal} workflowName={workflow?.name} />
      </div>
      <div className="grid min-w-0 gap-5">
        <Panel title="Rationale">
          <p className="max-w-3xl text-sm break-words whitespace-pre-wrap">
            <FindingText text={proposal.rationale} />
          </p>
        </Panel>
        <EvidencePanel org={org} proposal={proposal} />
        <Panel title="What changes" hint={proposal.kind === 'draft' ? 'compared with the version of the failed run' : undefined}>
          <DiffList diff={proposal.diff} />
        </Panel>
        <Panel
          title="Trials"
          hint={<Badge tone={TRIAL_WORDS[proposal.trials.verdict].tone}>{TRIAL_WORDS[proposal.trials.verdict].word}</Badge>}
          flush
        >
          <ProposalTrials org={org} proposal={proposal} />
        </Panel>
        <details className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3">
          <summary className="text-sm font-medium">The whole content as it would be</summary>
          <div className="mt-3">
            <CodeBlock text={visibleText(prettyJson(proposal.spec))} label="Content" />
          </div>
        </details>
      </div>
    </>
  );
}

/** The workflow went on to another version than the one this was made for. */
const isOutdated = ({ kind, state, baseVersionId }: Proposal, workflow: Workflow | undefined): boolean =>
  kind === 'patch' && state === 'staged' && workflow !== undefined && workflow.currentVersion.id !== baseVersionId;

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Banner tone="partial" title={plural(warnings.length, 'warning')}>
      <ul className="list-disc ps-4">
        {warnings.map((warning) => (
          <li key={warning}>
            <FindingText text={warning} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function EvidencePanel({ org, proposal: { evidence, sourceRunId } }: ProposalProps) {
  return (
    <Panel title="Evidence" hint={evidence.length === 0 ? undefined : plural(evidence.length, 'entry', 'entries')}>
      {evidence.length === 0 ? (
        <p className="text-sm text-muted">None was given.</p>
      ) : (
        <ul className="grid gap-1 text-sm">
          {evidence.map((id, index) => (
            <li key={`${index}${id}`} className="min-w-0">
              <EvidenceRef org={org} id={id} runId={runOfEvidence(evidence, index, sourceRunId)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
