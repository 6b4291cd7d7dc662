// The private key of a client that signs its own assertion: what it is good for, and what is wrong with it. Pure.
import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { SigningAlgorithm } from './oauth.ts';

const CURVES: Readonly<Record<string, SigningAlgorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };
const RSA: readonly SigningAlgorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const MIN_RSA_BITS = 2048;

/** The algorithms a PKCS#8 PEM can sign with, the usual one first. The error completes "the key …". */
export function algorithmsOf(pem: string): Outcome<readonly [SigningAlgorithm, ...SigningAlgorithm[]], string> {
  if (!/^-----BEGIN PRIVATE KEY-----\s/.test(pem)) {
    return failed('must be an unencrypted PKCS#8 key in PEM, which begins with -----BEGIN PRIVATE KEY-----');
  }
  const key = keyOf(pem);
  if (!key) return failed('cannot be read as a private key');
  if (key.asymmetricKeyType === 'ed25519') return ok(['EdDSA']);
  if (key.asymmetricKeyType === 'ec') {
    const algorithm = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
    return algorithm ? ok([algorithm]) : failed('must be on the curve P-256, P-384 or P-521');
  }
  if (key.asymmetricKeyType !== 'rsa') return failed('must be an RSA, EC or Ed25519 key');
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < MIN_RSA_BITS ? failed(`must have at least ${MIN_RSA_BITS} bits`) : ok(['RS256', ...RSA.slice(1)]);
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // The library's words could quote the key.
    return undefined;
  }
}
