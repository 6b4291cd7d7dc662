// The signed proof of a client (`private_key_jwt`, RFC 7523). The only place that knows the JWT library.
import { randomUUID } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { MS_PER_SECOND } from '#kernel/duration';
import type { SigningAlgorithm } from './oauth.ts';

const LIVES_S = 120;

export interface Assertion {
  readonly clientId: string;
  readonly privateKey: string;
  readonly algorithm: SigningAlgorithm;
  /** The issuer where it is known, else the token endpoint. */
  readonly audience: string;
  readonly now: Date;
}

/** Good for two minutes and one use. */
export async function signAssertion({ clientId, privateKey, algorithm, audience, now }: Assertion): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / MS_PER_SECOND);
  return new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIVES_S)
    .setJti(randomUUID())
    .sign(await importPKCS8(privateKey, algorithm));
}
