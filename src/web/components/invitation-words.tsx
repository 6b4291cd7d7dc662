// How an invitation reads, wherever it is met.
import type { OfferedInvitation } from '../api/invitations.ts';
import { paths } from '../api/paths.ts';
import type { Role } from '../api/session.ts';
import { ButtonLink } from './button.tsx';
import { EntryFrame } from './entry-frame.tsx';

export const invitationSentence = ({ invitedBy, organization, role }: OfferedInvitation): string =>
  `${invitedBy} invites you to ${organization.name} as ${role}. ${MEANINGS[role]}`;

const MEANINGS: Readonly<Record<Role, string>> = {
  viewer: 'You will see its servers, workflows and runs.',
  editor: 'You will connect servers, write workflows and run them.',
  admin: 'You will also manage its members, models and settings.',
  owner: 'You will own it.',
};

/** The same for a link that is used, expired, revoked or unknown. */
export function InvitationGone() {
  return (
    <EntryFrame
      title="This invitation is no longer valid"
      lead="It works once and for seven days, and can be withdrawn. Ask whoever invited you for a new one."
    >
      <div>
        <ButtonLink to={paths.root}>Go to Armature</ButtonLink>
      </div>
    </EntryFrame>
  );
}
