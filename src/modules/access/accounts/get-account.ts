// A person's own account.
import type { PersonCtx } from '../sessions/person-ctx.ts';
import type { Account } from './account.ts';
import { accountOf } from './store.ts';

export async function getAccount({ deps, session }: PersonCtx): Promise<Account> {
  const { linked, ...account } = await accountOf(deps.db, session.user.id);
  return {
    ...account,
    providers: deps.auth.providers.map((id) => ({ id, linked: linked.includes(id) })),
    organizations: session.organizations.map(({ org, role }) => ({ slug: org.slug, name: org.name, role })),
  };
}
