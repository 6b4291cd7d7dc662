// The values behind the names of secrets: what whoever applies brought along; a plan has none and needs none.
import { generateKeyPairSync } from 'node:crypto';

export interface SecretValues {
  /** Nothing is kept of what is done with them. */
  readonly isPlan: boolean;
  /** undefined: not brought. */
  valueOf(name: string): string | undefined;
}

export const broughtSecrets = (values: Readonly<Record<string, string>>): SecretValues => ({
  isPlan: false,
  valueOf: (name) => (Object.hasOwn(values, name) && values[name] !== '' ? values[name] : undefined),
});

export const noSecrets: SecretValues = { isPlan: true, valueOf: () => undefined };

/** Fits wherever a value is needed for a rule to be tried. Always the same, because what was once a secret stays redacted. */
export const PLACEHOLDER = 'placeholder-of-a-plan-for-a-secret';

/** The same for a key that signs. */
export function placeholderKey(algorithm: unknown): string {
  const { privateKey } = makePair(typeof algorithm === 'string' ? algorithm : '');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

function makePair(algorithm: string) {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (/^(RS|PS)/.test(algorithm)) return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: CURVES[algorithm] ?? 'P-256' });
}
