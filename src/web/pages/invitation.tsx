// An invitation that was followed: who invites to what, and the way in for who has an account and who has none.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { authOptionsQuery } from '../api/auth.ts';
import { isConflict, isForbidden, isNotFound, isSignedOut, messageOf } from '../api/error.ts';
import { acceptInvitation, invitationQuery } from '../api/invitations.ts';
import type { OfferedInvitation } from '../api/invitations.ts';
import { paths } from '../api/paths.ts';
import { sessionQuery } from '../api/session.ts';
import type { Session } from '../api/session.ts';
import { Banner } from '../components/banner.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { FieldError } from '../components/field.tsx';
import { InvitationGone, invitationSentence } from '../components/invitation-words.tsx';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { leave } from '../components/use-entry.ts';
import { usePage } from '../components/use-page.ts';

export function InvitationPage() {
  const token = usePage().search['token'] ?? '';
  const invitation = useQuery({ ...invitationQuery(token), enabled: token !== '' });
  const session = useQuery(sessionQuery);
  if (token === '' || isNotFound(invitation.error)) return <InvitationGone />;
  const { data } = invitation;
  return (
    <EntryFrame title={data === undefined ? 'Invitation' : `Join ${data.organization.name}`} lead={data && invitationSentence(data)}>
      <Part name="the invitation" query={invitation} skeleton={<TextSkeleton lines={3} />}>
        {(offered) => (
          <>
            {isSignedOut(session.error) ? (
              <WaysIn token={token} />
            ) : (
              <Part name="your session" query={session} skeleton={<TextSkeleton lines={2} />}>
                {(mine) => <Decision token={token} invitation={offered} session={mine} />}
              </Part>
            )}
            <p className="text-sm text-faint">
              The invitation ends <TimeAgo at={offered.expiresAt} />.
            </p>
          </>
        )}
      </Part>
    </EntryFrame>
  );
}

/** Not signed in: both ways lead back here. */
function WaysIn({ token }: { readonly token: string }) {
  const options = useQuery(authOptionsQuery);
  if (options.data?.singleUser === true) return <ButtonLink to={paths.signIn()}>Sign in</ButtonLink>;
  return (
    <div className="flex flex-wrap gap-2">
      <ButtonLink to={paths.signUp({ invitation: token })} look="primary">
        Create an account
      </ButtonLink>
      <ButtonLink to={paths.signIn({ next: paths.invitation(token) })}>I have an account</ButtonLink>
    </div>
  );
}

interface DecisionProps {
  readonly token: string;
  readonly invitation: OfferedInvitation;
  readonly session: Session;
}

function Decision({ token, invitation, session }: DecisionProps) {
  const { go } = usePage();
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: () => acceptInvitation(token),
    onSuccess: async ({ organization }) => {
      await queries.invalidateQueries({ queryKey: ['account'] });
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      go(paths.overview(organization.slug), { replace: true });
    },
    onError: (error) => {
      if (isNotFound(error)) void queries.invalidateQueries({ queryKey: invitationQuery(token).queryKey });
    },
  });
  const isMember = isConflict(accept.error) || session.organizations.some(({ slug }) => slug === invitation.organization.slug);
  if (isMember) return <Member invitation={invitation} />;
  if (isForOther(invitation, session) || isForbidden(accept.error))
    return <WrongAddress token={token} invitation={invitation} session={session} />;
  return (
    <>
      <p className="text-sm">
        You are signed in as {session.user.name} <span className="text-muted">({session.user.email})</span>.
      </p>
      {accept.error !== null && (
        <div role="alert">
          <FieldError>{messageOf(accept.error)}</FieldError>
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isBusy={accept.isPending} onClick={() => accept.mutate()}>
          Accept and join
        </Button>
        <OtherAccount token={token} />
      </div>
    </>
  );
}

const isForOther = ({ email }: OfferedInvitation, { user }: Session): boolean =>
  email !== null && email.toLowerCase() !== user.email.toLowerCase();

function Member({ invitation: { organization } }: { readonly invitation: OfferedInvitation }) {
  return (
    <Banner tone="idle" title={`You are a member of ${organization.name} already`}>
      <ButtonLink to={paths.overview(organization.slug)}>Open {organization.name}</ButtonLink>
    </Banner>
  );
}

function WrongAddress({ token, invitation, session }: DecisionProps) {
  const isUnconfirmed = !isForOther(invitation, session) && !session.user.emailVerified;
  return (
    <>
      {isUnconfirmed ? (
        <Banner tone="partial" title="Your e-mail address is not confirmed yet">
          This invitation is for {invitation.email}. Open the link that was mailed there when you signed up, then come back.
        </Banner>
      ) : (
        <Banner tone="partial" title="This invitation is for another address">
          It is for {invitation.email ?? 'somebody else'}, and you are signed in as {session.user.email}.
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        {isUnconfirmed && <ButtonLink to={paths.verifyEmail}>Send the link again</ButtonLink>}
        <OtherAccount token={token} />
      </div>
    </>
  );
}

function OtherAccount({ token }: { readonly token: string }) {
  return <Button onClick={() => void leave(paths.invitation(token))}>Use another account</Button>;
}
