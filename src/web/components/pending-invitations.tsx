// Invitations that nobody has accepted yet: sent again, or revoked.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery, resendInvitation, revokeInvitation } from '../api/members.ts';
import type { Invitation, SentInvitation } from '../api/members.ts';
import { ActionMenu } from './action-menu.tsx';
import { Badge } from './badge.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

interface PendingInvitationsProps {
  readonly org: string;
  readonly onSent: (sent: SentInvitation) => void;
}

/** Nothing at all when nobody is invited. */
export function PendingInvitations({ org, onSent }: PendingInvitationsProps) {
  const invitations = useQuery(invitationsQuery(org));
  if (invitations.data?.rows.length === 0) return null;
  return (
    <Panel title="Pending invitations" flush className="mt-6">
      <Part name="invitations" query={invitations} skeleton={<RowsSkeleton rows={2} />}>
        {({ rows }) => <InvitationTable org={org} invitations={rows} onSent={onSent} />}
      </Part>
    </Panel>
  );
}

interface InvitationTableProps extends PendingInvitationsProps {
  readonly invitations: readonly Invitation[];
}

function InvitationTable({ org, invitations, onSent }: InvitationTableProps) {
  const [revoking, setRevoking] = useState<Invitation | undefined>();
  const { resend, revoke } = useInvitationActions(org, onSent, () => setRevoking(undefined));
  return (
    <>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Invited</th>
            <th scope="col">Role</th>
            <th scope="col">By</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <tr key={invitation.id} className="relative">
              <td className="lead max-md:me-11">
                <span className="font-medium break-all">{invitation.email ?? 'Whoever has the link'}</span>
                {invitation.mailState === 'failed' && (
                  <span className="block">
                    <Badge tone="error">Mail not sent</Badge>
                  </span>
                )}
              </td>
              <td data-label="Role">{invitation.role}</td>
              <td data-label="By">{invitation.invitedBy}</td>
              <td data-label="Ends">
                {invitation.state === 'expired' ? <Badge tone="idle">Expired</Badge> : <TimeAgo at={invitation.expiresAt} />}
              </td>
              <td className="act text-end max-md:absolute max-md:end-3 max-md:top-2">
                <ActionMenu
                  label={`Actions of the invitation ${forWhom(invitation)}`}
                  actions={[
                    {
                      label: invitation.email === null ? 'New link' : 'Send again',
                      onSelect: () => resend.mutate(invitation),
                      isDisabled: resend.isPending,
                    },
                    { label: 'Revoke', onSelect: () => setRevoking(invitation), isDangerous: true },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        isOpen={revoking !== undefined}
        title={`Revoke the invitation ${revoking === undefined ? '' : forWhom(revoking)}?`}
        action="Revoke invitation"
        isBusy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        onClose={() => setRevoking(undefined)}
      >
        Its link stops working at once.
      </ConfirmDialog>
    </>
  );
}

const forWhom = ({ email, role }: Invitation): string => (email === null ? `by link (${role})` : `of ${email}`);

function useInvitationActions(org: string, onSent: PendingInvitationsProps['onSent'], onRevoked: () => void) {
  const queries = useQueryClient();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: invitationsQuery(org).queryKey });
  const resend = useMutation({
    mutationFn: (invitation: Invitation) => resendInvitation(org, invitation.id),
    onSuccess: onSent,
    onError: (error) => toast.failed('Not sent again', error),
    onSettled: refresh,
  });
  const revoke = useMutation({
    mutationFn: (invitation: Invitation) => revokeInvitation(org, invitation.id),
    onSuccess: (_, invitation) => toast.done(`The invitation ${forWhom(invitation)} is revoked`),
    onError: (error) => toast.failed('Not revoked', error),
    onSettled: async () => {
      onRevoked();
      await refresh();
    },
  });
  return { resend, revoke };
}
