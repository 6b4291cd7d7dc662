// The organizations of a person with their role in each, and the way out of one.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { accountQuery, leaveOrganization } from '../api/account.ts';
import type { Account } from '../api/account.ts';
import { paths } from '../api/paths.ts';
import { sessionQuery } from '../api/session.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { NewOrganizationDialog } from './new-organization-dialog.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { toast } from './toaster.tsx';

type Membership = Account['organizations'][number];

export function AccountOrganizations({ account }: { readonly account: Account }) {
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<Membership | undefined>();
  const [isAdding, setAdding] = useState(false);
  const leave = useMutation({
    mutationFn: ({ slug }: Membership) => leaveOrganization(slug),
    onSuccess: (_, { slug, name }) => {
      toast.done(`You have left ${name}`);
      queries.removeQueries({ queryKey: ['org', slug] });
    },
    onError: (error) => toast.failed('Not left', error),
    onSettled: async () => {
      setLeaving(undefined);
      await Promise.all([
        queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
        queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ]);
    },
  });
  return (
    <Panel
      flush
      title="Organizations"
      actions={
        <Button icon={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
          New organization
        </Button>
      }
    >
      {account.organizations.length === 0 && <p className="px-4 py-3 text-sm text-muted">You are in no organization yet.</p>}
      <ul className="divide-y divide-line">
        {account.organizations.map((membership) => (
          <MembershipRow key={membership.slug} membership={membership} onLeave={() => setLeaving(membership)} />
        ))}
      </ul>
      <ConfirmDialog
        isOpen={leaving !== undefined}
        title={`Leave ${leaving?.name ?? ''}?`}
        action="Leave"
        isBusy={leave.isPending}
        onConfirm={() => leaving && leave.mutate(leaving)}
        onClose={() => setLeaving(undefined)}
      >
        You no longer see it, and the API keys you made there stop working. Only an invitation brings you back.
      </ConfirmDialog>
      {isAdding && <NewOrganizationDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function MembershipRow({ membership, onLeave }: { readonly membership: Membership; readonly onLeave: () => void }) {
  const { slug, name, role } = membership;
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <PageLink to={paths.overview(slug)} className="link min-w-0 flex-1 break-words font-medium">
        {name}
      </PageLink>
      <span className="text-sm text-muted">{role}</span>
      {role === 'owner' ? (
        <span className="text-sm text-faint max-md:hidden">Transfer it before you can leave</span>
      ) : (
        <Button look="danger" aria-label={`Leave ${name}`} onClick={onLeave}>
          Leave
        </Button>
      )}
    </li>
  );
}
