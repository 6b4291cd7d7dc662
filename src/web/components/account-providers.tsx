// Which providers sign this person in.
import { PROVIDERS } from '../api/auth.ts';
import type { Account } from '../api/account.ts';
import { Badge } from './badge.tsx';
import { Panel } from './panel.tsx';

export function AccountProviders({ account }: { readonly account: Account }) {
  return (
    <Panel flush title="Sign-in providers">
      <ul className="divide-y divide-line">
        {account.providers.map(({ id, linked }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="w-20 font-medium">{PROVIDERS[id]}</span>
            <Badge tone={linked ? 'pass' : 'idle'}>{linked ? 'Linked' : 'Not linked'}</Badge>
            {!linked && (
              <span className="text-sm text-muted">
                It is linked when you sign in with a {PROVIDERS[id]} account whose confirmed address is {account.user.email}.
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
