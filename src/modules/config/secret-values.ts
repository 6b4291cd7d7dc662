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

/**
 * The same for a key that signs: one of each kind for all plans of this process. To make one takes long, and each value that is
 * given to the vault is redacted from then on.
 */
export function placeholderKey(algorithm: unknown): string {
  const kind = kindOf(typeof algorithm === 'string' ? algorithm : '');
  const key = keys.get(kind) ?? makeKey(kind);
  keys.set(kind, key);
  return key;
}

const keys = new Map<string, string>();

/** `ed25519`, `rsa`, or the name of a curve. */
const kindOf = (algorithm: string): string =>
  algorithm === 'EdDSA' ? 'ed25519' : /^(RS|PS)/.test(algorithm) ? 'rsa' : (CURVES.get(algorithm) ?? 'P-256');

const CURVES: ReadonlyMap<string, string> = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
]);

function makeKey(kind: string): string {
  const { privateKey } = makePair(kind);
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function makePair(kind: string) {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: kind });
}
