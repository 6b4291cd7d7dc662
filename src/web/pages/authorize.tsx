// An application asks to act for the person: who it says it is, where it is answered, and what it would get. The person decides.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { authorizationQuery, decideAuthorization } from '../api/connected-apps.ts';
import type { AuthorizationReview, Decision } from '../api/connected-apps.ts';
import { paths } from '../api/paths.ts';
import { sessionQuery } from '../api/session.ts';
import { AuthorizationRefused } from '../components/authorization-refused.tsx';
import { AuthorizationRequester } from '../components/authorization-requester.tsx';
import { Banner } from '../components/banner.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { FieldError } from '../components/field.tsx';
import { saveFailure } from '../components/form-errors.ts';
import { GrantFields, startingGrant } from '../components/grant-fields.tsx';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { leave } from '../components/use-entry.ts';
import { useSettled } from '../components/use-settled.ts';
import { safeReturn } from '../text/safe-return.ts';

export function AuthorizePage() {
  // as the application wrote it: the server reads it word for word
  const [search] = useState(() => window.location.search);
  const session = useQuery(sessionQuery).data;
  const authorization = useQuery(authorizationQuery(search));
  const [leftFor, setLeftFor] = useState<string | undefined>();
  if (session === undefined) return null;
  if (leftFor !== undefined) return <Left returnTo={leftFor} />;
  const { data } = authorization;
  if (data !== undefined && 'refused' in data) return <AuthorizationRefused refused={data.refused} />;
  return (
    <EntryFrame
      title="Let an application in?"
      lead="It asks to use Armature for you: to read what you can read, and to do what its role allows."
      foot={
        <>
          Signed in as {session.user.name}.{' '}
          {!session.singleUser && (
            <button type="button" className="link" onClick={() => void leave(`${window.location.pathname}${search}`)}>
              Use another account
            </button>
          )}
        </>
      }
    >
      <Part name="the request" query={authorization} skeleton={<TextSkeleton lines={6} />}>
        {(known) => 'review' in known && <Choosing review={known.review} search={search} onLeft={setLeftFor} />}
      </Part>
    </EntryFrame>
  );
}

interface ChoosingProps {
  readonly review: AuthorizationReview;
  readonly search: string;
  readonly onLeft: (returnTo: string) => void;
}

function Choosing({ review, search, onLeft }: ChoosingProps) {
  const [grant, setGrant] = useState(() => startingGrant(review.organizations));
  // another site's page can open this one under a pointer that is clicking already
  const isSettled = useSettled();
  const decide = useMutation({
    mutationFn: async (decision: Decision) => {
      const returnTo = safeReturn((await decideAuthorization(decision)).returnTo);
      if (returnTo === undefined) throw new Error('The application wants to be answered at an address that cannot be opened.');
      return returnTo;
    },
    onSuccess: (returnTo) => {
      onLeft(returnTo);
      window.location.assign(returnTo);
    },
  });
  const failure = decide.error === null ? undefined : saveFailure(decide.error);
  const says = failure?.message ?? failure?.errors['search'] ?? failure?.errors['organization'];
  return (
    <>
      <AuthorizationRequester client={review.client} />
      {grant === undefined ? (
        <Banner tone="partial" title="You are in no organization yet" actions={<ButtonLink to={paths.welcome}>Make one first</ButtonLink>}>
          An application is let into one organization.
        </Banner>
      ) : (
        <GrantFields organizations={review.organizations} grant={grant} error={failure?.errors['role']} onChange={setGrant} />
      )}
      <p className="text-sm text-muted">
        {review.staysConnected
          ? 'It stays connected until you disconnect it on your account page, or until it was not used for 30 days.'
          : 'It is connected for an hour; then it has to ask again.'}
      </p>
      {says !== undefined && (
        <div role="alert">
          <FieldError>{says}</FieldError>
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          isBusy={decide.isPending}
          disabled={grant === undefined}
          aria-disabled={!isSettled}
          onClick={() =>
            grant && isSettled && decide.mutate({ decision: 'allow', search, organization: grant.organization, role: grant.role })
          }
        >
          Allow
        </Button>
        <Button disabled={decide.isPending} onClick={() => decide.mutate({ decision: 'deny', search })}>
          Deny
        </Button>
      </div>
    </>
  );
}

/** A program's own address leaves this page where it is. */
function Left({ returnTo }: { readonly returnTo: string }) {
  return (
    <EntryFrame title="Back to the application" lead="You can close this page.">
      <p className="text-sm">
        Nothing happened?{' '}
        <a href={returnTo} className="link">
          Open the application
        </a>
      </p>
    </EntryFrame>
  );
}
