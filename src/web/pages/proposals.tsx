// Proposals: changes of workflows that agents and people staged, and what became of them.
import { useQuery } from '@tanstack/react-query';
import { paths } from '../api/paths.ts';
import { PROPOSAL_STATES, proposalsQuery } from '../api/proposals.ts';
import { workflowsQuery } from '../api/workflows.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { ProposalTable } from '../components/proposal-table.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { PROPOSAL_STATE_WORDS } from '../text/proposal-words.ts';

export function ProposalsPage() {
  const { org, search, setSearch } = usePage();
  const { state, workflowId, page } = search;
  const proposals = useQuery(proposalsQuery(org, { state, workflowId, page }));
  const workflows = useQuery(workflowsQuery(org, { state: 'all', pageSize: '100' })).data?.rows ?? [];
  const isNamed = workflows.some(({ id }) => id === workflowId);
  return (
    <>
      <PageHeader
        title="Proposals"
        lead="Changes of workflows that wait for a person. Nothing is changed until one is applied, within 24 hours."
      />
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterChoice
          label="State"
          all="Any state"
          value={state ?? ''}
          options={PROPOSAL_STATES.map((one) => [one, PROPOSAL_STATE_WORDS[one].word])}
          onChange={(next) => setSearch({ state: next })}
        />
        <FilterChoice
          label="Workflow"
          all="All workflows"
          value={workflowId ?? ''}
          options={[
            ...workflows.map(({ id, name }) => [id, name] as const),
            ...(isNamed || (workflowId ?? '') === '' ? [] : [[workflowId ?? '', workflowId ?? ''] as const]),
          ]}
          onChange={(next) => setSearch({ workflowId: next })}
        />
      </div>
      <Part name="proposals" query={proposals} skeleton={<RowsSkeleton rows={6} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <NoProposals
              org={org}
              isFiltered={(state ?? 'staged') !== 'staged' || (workflowId ?? '') !== ''}
              onClear={() => setSearch({ state: undefined, workflowId: undefined })}
            />
          ) : (
            <>
              <Panel flush>
                <ProposalTable org={org} proposals={found.rows} />
              </Panel>
              <Pager {...found} to={(next) => paths.proposals(org, { ...search, page: next })} />
            </>
          )
        }
      </Part>
    </>
  );
}

interface NoProposalsProps {
  readonly org: string;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function NoProposals({ org, isFiltered, onClear }: NoProposalsProps) {
  if (isFiltered) return <EmptyState title="No proposal matches" actions={<Button onClick={onClear}>Clear filters</Button>} />;
  return (
    <EmptyState
      title="Nothing staged"
      actions={
        <>
          <ButtonLink to={paths.keys(org)}>Connect an agent</ButtonLink>
          <ButtonLink to={paths.runs(org, { status: 'fail', range: '7d' })}>Failed runs</ButtonLink>
        </>
      }
    >
      An agent on the repair endpoint reads a failed run and stages a change with <code className="data">propose_workflow_patch</code>, or a
      new workflow with <code className="data">draft_regression_workflow_from_run</code>. An editor drafts one from a failed run by hand.
    </EmptyState>
  );
}
