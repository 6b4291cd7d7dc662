// The credential of a source's environment, opened once for an execution and only when something is sent.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { sourceSecret } from '#modules/sources';
import type { OpenBundle, OutgoingCredential } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { CallFailure } from './call-failure.ts';
import { credentialOf } from './credential.ts';
import { secretStripper } from './strip-secret.ts';
import type { SecretStripper } from './strip-secret.ts';

export interface Access {
  readonly credential: OutgoingCredential | undefined;
  /** Takes the secret out of what the API answers. */
  readonly strip: SecretStripper;
}

export interface CredentialOptions {
  readonly deps: Deps;
  readonly orgId: string;
  readonly bundle: OpenBundle;
}

/** The failure is the same for whatever operation was called. */
export type AccessFailure = Omit<CallFailure, 'operationId'>;

export function secretReader(options: CredentialOptions): () => Promise<Outcome<Access, AccessFailure>> {
  let opened: Promise<Outcome<Access, AccessFailure>> | undefined;
  return () => (opened ??= open(options));
}

async function open({ deps, orgId, bundle }: CredentialOptions): Promise<Outcome<Access, AccessFailure>> {
  const { auth } = bundle.manifest;
  if (auth.kind === 'none' || auth.secretRef === undefined) return ok({ credential: undefined, strip: (json) => json });
  const { environment, source } = bundle;
  const secret = await sourceSecret(deps, { orgId, sourceId: source.id, environment, name: auth.secretRef });
  if (secret === undefined) {
    const message = `The secret ${auth.secretRef} of the environment ${environment} is not set. An admin sets it on the page of the source, or with PUT /sources/${source.slug}/secrets/${auth.secretRef}.`;
    return failed({ kind: 'missing_secret', message });
  }
  return ok({ credential: credentialOf(auth, secret), strip: secretStripper(secret) });
}
