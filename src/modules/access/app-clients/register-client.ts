// An application asks for a client id (RFC 7591). Anybody may; what it says is believed by nobody, and an id alone opens nothing.
import { randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors';
import { hours } from '#kernel/duration';
import { ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { networkOf } from '#platform/rate-limit/network-of';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { MAX_UNUSED } from './app-client.ts';
import type { AppClient } from './app-client.ts';
import { parseClientMetadata } from './client-metadata.ts';
import type { MetadataFault } from './client-metadata.ts';
import { dropOldestUnused, saveClient } from './store.ts';

const REGISTRATIONS = { capacity: 30, perMs: hours(1) };
const NAMELESS = 'An application without a name';

/** Throws `rate_limited`. Every client is public: it has no secret, and proves a code by PKCE alone. */
export async function registerClient({ deps, ip }: VisitorCtx, raw: unknown): Promise<Outcome<AppClient, MetadataFault>> {
  const taken = await deps.limits.take(`app-clients:${networkOf(ip)}`, REGISTRATIONS);
  if (!taken.ok) {
    const { retryAfterSeconds } = taken;
    throw new AppError('rate_limited', `Too many registrations from this address. Try again in ${retryAfterSeconds} s.`, {
      details: { retryAfterSeconds },
    });
  }
  const metadata = parseClientMetadata(raw);
  if (!metadata.ok) return metadata;
  const { name = NAMELESS, redirectUris, mayRefresh } = metadata.value;
  const clientId = `armature-app-${randomBytes(16).toString('hex')}`;
  const client: AppClient = { clientId, kind: 'registered', name, redirectUris, mayRefresh };
  await saveClient(deps.db, client, deps.clock.now());
  await dropOldestUnused(deps.db, MAX_UNUSED);
  return ok(client);
}
