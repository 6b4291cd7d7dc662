// Settings, members: who is in, who is invited, and what each may do.
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { membersQuery } from '../api/members.ts';
import type { Invitation, SentInvitation } from '../api/members.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { InviteDialog } from '../components/invite-dialog.tsx';
import { MemberTable } from '../components/member-table.tsx';
import { OwnershipOffer } from '../components/ownership-offer.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { PendingInvitations } from '../components/pending-invitations.tsx';
import { ShownOnce } from '../components/shown-once.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { toast } from '../components/toaster.tsx';
import { usePage } from '../components/use-page.ts';

export function MembersPage() {
  const { org, may } = usePage();
  const members = useQuery(membersQuery(org));
  const [isInviting, setInviting] = useState(false);
  const [link, setLink] = useState<Link | undefined>();
  const canManage = may('admin');
  const inviteButton = canManage ? (
    <Button look="primary" icon={<UserPlus size={15} aria-hidden="true" />} onClick={() => setInviting(true)}>
      Invite
    </Button>
  ) : undefined;
  const onSent = ({ invitation, url }: SentInvitation): void => {
    setInviting(false);
    setLink(url === null ? undefined : { invitation, url });
    if (url === null) toast.done(`The invitation of ${invitation.email ?? 'a member'} is on its way`);
  };
  return (
    <>
      <PageHeader
        title="Members"
        lead="Each role may do what the ones below it may, and more."
        actions={members.data?.rows.length === 1 ? undefined : inviteButton}
      />
      <OwnershipOffer org={org} />
      {link !== undefined && <InvitationLink link={link} onClose={() => setLink(undefined)} />}
      <Part name="members" query={members} skeleton={<RowsSkeleton rows={3} />}>
        {({ rows }) => (
          <Panel flush>
            <MemberTable org={org} members={rows} canManage={canManage} />
            {rows.length === 1 && (
              <div className="border-t border-line">
                <EmptyState title="Only you so far" actions={inviteButton}>
                  Invite whoever looks after these servers with you. Servers, workflows and runs are shared; a stored credential is shown to
                  nobody.
                </EmptyState>
              </div>
            )}
          </Panel>
        )}
      </Part>
      {canManage && <PendingInvitations org={org} onSent={onSent} />}
      {isInviting && <InviteDialog org={org} onClose={() => setInviting(false)} onInvited={onSent} />}
    </>
  );
}

interface Link {
  readonly invitation: Invitation;
  readonly url: string;
}

function InvitationLink({ link: { invitation, url }, onClose }: { readonly link: Link; readonly onClose: () => void }) {
  const { email, role } = invitation;
  return (
    <ShownOnce title={email === null ? 'Invitation link' : `Invitation of ${email}`} label="Invitation link" text={url} onClose={onClose}>
      {whyShown(invitation)} It is not shown again; {email === null ? 'one person' : `only ${email}`} can join with it, as {role}.
    </ShownOnce>
  );
}

function whyShown({ email, mailState }: Invitation): string {
  if (email === null) return 'Copy it now and hand it over.';
  return mailState === 'failed'
    ? 'The mail could not be sent: copy the link and hand it over yourself.'
    : 'This instance sends no mail: copy the link and hand it over yourself.';
}
