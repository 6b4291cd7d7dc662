// What must come back with the person: sealed with the vault's key, and bound to the state it belongs to.
import { z } from 'zod';
import type { Deps } from '#platform/ctx';
import type { AuthorizationPlan } from './plan-authorization.ts';

export interface PendingAuthorization {
  readonly verifier: string;
  readonly plan: AuthorizationPlan;
}

type Vault = Pick<Deps, 'vault'>;

const purposeOf = (hash: string): string => `oauth_state ${hash}`;

export const sealPending = ({ vault }: Vault, hash: string, pending: PendingAuthorization): Promise<Buffer> =>
  vault.sealBrief(purposeOf(hash), JSON.stringify(pending));

/** Undefined when it was not sealed for this state. */
export async function openPending({ vault }: Vault, hash: string, sealed: Buffer): Promise<PendingAuthorization | undefined> {
  const clear = await vault.openBrief(purposeOf(hash), sealed);
  return clear === undefined ? undefined : shape.parse(JSON.parse(clear));
}

/** Sealed and opened by us alone: the shape holds as long as the version does, and another version's is refused by its fields. */
const shape: z.ZodType<PendingAuthorization> = z.custom<PendingAuthorization>(
  (value) => z.looseObject({ verifier: z.string(), plan: z.looseObject({ tokenEndpoint: z.string() }) }).safeParse(value).success,
);
