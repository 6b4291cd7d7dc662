// The signed-in person: profile, password, two-factor, sessions, sign-in providers and organizations.
import { useQuery } from '@tanstack/react-query';
import { accountQuery } from '../api/account.ts';
import { sessionQuery } from '../api/session.ts';
import { AccountApps } from '../components/account-apps.tsx';
import { AccountFrame } from '../components/account-frame.tsx';
import { AccountOrganizations } from '../components/account-organizations.tsx';
import { AccountPassword } from '../components/account-password.tsx';
import { AccountProfile } from '../components/account-profile.tsx';
import { AccountProviders } from '../components/account-providers.tsx';
import { AccountSessions } from '../components/account-sessions.tsx';
import { AccountTwoFactor } from '../components/account-two-factor.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Part } from '../components/part.tsx';
import { CardsSkeleton } from '../components/skeleton.tsx';

export function AccountPage() {
  const session = useQuery(sessionQuery).data;
  const account = useQuery(accountQuery);
  if (session === undefined) return null;
  return (
    <AccountFrame session={session}>
      <PageHeader
        title="Account"
        lead={
          session.singleUser ? 'Single-user mode: there is no password; the terminal prints the link to sign in with.' : session.user.email
        }
      />
      <Part name="the account" query={account} skeleton={<CardsSkeleton cards={2} />}>
        {(mine) => (
          <div className="grid gap-5">
            <AccountProfile account={mine} isSingleUser={session.singleUser} />
            {!session.singleUser && (
              <>
                <AccountPassword hasPassword={mine.hasPassword} />
                <AccountTwoFactor account={mine} />
              </>
            )}
            <AccountSessions />
            <AccountApps />
            {mine.providers.length > 0 && <AccountProviders account={mine} />}
            <AccountOrganizations account={mine} />
          </div>
        )}
      </Part>
    </AccountFrame>
  );
}
