// Opens a secret of a source for one request, outside of any sandbox. Its value must never reach an answer, a log or a trace.
import type { Deps } from '#platform/ctx';
import { findSecretId } from './store.ts';
import type { SecretPlace } from './store.ts';

/** Undefined when none of that name is set for that environment. */
export async function sourceSecret(
  { db, vault }: Pick<Deps, 'db' | 'vault'>,
  { orgId, ...place }: SecretPlace & { readonly orgId: string },
): Promise<string | undefined> {
  const secretId = await findSecretId(db, place);
  return secretId === undefined ? undefined : vault.open(db, orgId, secretId);
}
