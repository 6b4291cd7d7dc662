// Calls that wait for a person, of one source or of all, pending first, and what became of the others.
import { useQuery } from '@tanstack/react-query';
import { APPROVAL_STATES, approvalsQuery } from '../api/approvals.ts';
import { APPROVAL_WORDS } from '../text/source-words.ts';
import { ApprovalCard } from './approval-card.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { Pager } from './pager.tsx';
import { Part } from './part.tsx';
import { CardsSkeleton } from './skeleton.tsx';
import { usePage } from './use-page.ts';

const PENDING = 'pending';
const ALL = 'all';

interface ApprovalListProps {
  readonly org: string;
  /** Slug of a source; undefined: of all. */
  readonly source: string | undefined;
  /** The address of the page that shows the list. */
  readonly to: (page: number) => string;
}

export function ApprovalList({ org, source, to }: ApprovalListProps) {
  const { search, setSearch, may } = usePage();
  const { page, approval } = search;
  const state = (search['state'] ?? '') === '' ? PENDING : search['state'];
  const approvals = useQuery(approvalsQuery(org, { source, page, ...(state === ALL ? {} : { state }) }));
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterChoice
          label="State"
          all={APPROVAL_WORDS.pending.word}
          value={state === PENDING ? '' : (state ?? '')}
          options={[
            ...APPROVAL_STATES.filter((one) => one !== PENDING).map((one) => [one, APPROVAL_WORDS[one].word] as const),
            [ALL, 'All states'],
          ]}
          onChange={(next) => setSearch({ state: next })}
        />
      </div>
      <Part name="approvals" query={approvals} skeleton={<CardsSkeleton cards={2} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <EmptyState title={state === PENDING ? 'Nothing waits for you' : 'No approval matches'}>
              A script stops inside a call that the manifest’s policy marks <code className="data">ask</code>, and goes on when an editor
              has approved exactly that request.
            </EmptyState>
          ) : (
            <>
              <ul className="grid gap-4">
                {found.rows.map((summary) => (
                  <li key={summary.id}>
                    <ApprovalCard
                      org={org}
                      summary={summary}
                      canDecide={may('editor')}
                      showsSource={source === undefined}
                      isOpenAtFirst={summary.state === PENDING || summary.id === approval}
                    />
                  </li>
                ))}
              </ul>
              <Pager {...found} to={to} />
            </>
          )
        }
      </Part>
    </>
  );
}
