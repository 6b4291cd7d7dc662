// How a token of either kind is verified: from memory for 30 s, one scrypt for a burst, and counted as failed before anything is hashed.
import type { Deps } from '#platform/ctx';
import type { Db } from '#platform/db/connect';
import type { Live } from '#platform/live/live';
import { countAsFailed, forgive } from './failure-limit.ts';
import { verifySecret } from './hash-secret.ts';
import type { SecretHash } from './hash-secret.ts';
import type { TokenParts } from './token.ts';
import { ChecksUnderWay } from '../tokens/checks-under-way.ts';
import { LastUses } from '../tokens/last-uses.ts';
import { OpenedTokens } from '../tokens/opened-tokens.ts';
import type { Authenticated } from '../tokens/opened-tokens.ts';

export type KeyDoors = Pick<Deps, 'db' | 'clock' | 'live' | 'log' | 'limits'>;

/** What tells one kind of key from the other. */
export interface KeyScheme<Who extends Authenticated> {
  parse(token: string): TokenParts | undefined;
  /** The live key with the hash its secret must have, and whom it stands for. */
  find(db: Db, keyId: string): Promise<{ readonly stored: SecretHash; readonly who: Who } | undefined>;
  /** Writes the last use. */
  touch(db: Db, keyId: string, at: Date): Promise<void>;
}

export interface KeyDoor<Who extends Authenticated> {
  /** Undefined for a malformed, unknown or revoked key. Throws `rate_limited` (`details.retryAfterSeconds`) for a guessing address. */
  authenticate(deps: KeyDoors, token: string, from: { readonly ip?: string | undefined }): Promise<Who | undefined>;
  /** For the process that revokes a key: the notice comes round to it too, but only after its next request may have been let in. */
  forget(deps: KeyDoors, keyId: string): void;
  /** Whether a key that began a request was revoked meanwhile; as far as this process has heard. */
  isRevoked(deps: KeyDoors, keyId: string): boolean;
  /** How many scrypt computations this process has made for authentication: what the limit is there to bound. */
  hashesComputed(deps: KeyDoors): number;
}

interface Gate<Who extends Authenticated> {
  readonly scheme: KeyScheme<Who>;
  readonly verified: OpenedTokens<Who>;
  readonly underWay: ChecksUnderWay<Who | undefined>;
  readonly lastUses: LastUses;
  /** scrypt computations so far. */
  hashed: number;
}

export function createKeyDoor<Who extends Authenticated>(scheme: KeyScheme<Who>): KeyDoor<Who> {
  // One gate per process is one per live connection; a second `Live` in a test is a second process.
  const gates = new WeakMap<Live, Gate<Who>>();
  const gateOf = (deps: KeyDoors): Gate<Who> => {
    const known = gates.get(deps.live);
    if (known) return known;
    const gate = openGate(deps, scheme);
    gates.set(deps.live, gate);
    return gate;
  };
  return {
    async authenticate(deps, token, from) {
      const gate = gateOf(deps);
      const name = gate.verified.nameOf(token);
      const remembered = gate.verified.get(name, deps.clock.now());
      const who = remembered ?? (await gate.underWay.join(name, () => check(deps, gate, { token, name, ip: from.ip })));
      if (who) await gate.lastUses.note(deps, who.actor.id);
      return who;
    },
    forget: (deps, keyId) => gateOf(deps).verified.end(keyId, deps.clock.now()),
    isRevoked: (deps, keyId) => gateOf(deps).verified.isEnded(keyId, deps.clock.now()),
    hashesComputed: (deps) => gateOf(deps).hashed,
  };
}

function openGate<Who extends Authenticated>(deps: KeyDoors, scheme: KeyScheme<Who>): Gate<Who> {
  const gate: Gate<Who> = {
    scheme,
    verified: new OpenedTokens(({ actor }) => actor.id),
    underWay: new ChecksUnderWay(),
    lastUses: new LastUses(scheme.touch),
    hashed: 0,
  };
  deps.live.subscribe(
    'key_revoked',
    (keyId) => gate.verified.end(keyId, deps.clock.now()),
    () => gate.verified.clear(),
  );
  return gate;
}

interface Attempt {
  readonly token: string;
  readonly name: string;
  readonly ip: string | undefined;
}

async function check<Who extends Authenticated>(deps: KeyDoors, gate: Gate<Who>, attempt: Attempt): Promise<Who | undefined> {
  await countAsFailed(deps.limits, attempt.ip);
  const readAfter = gate.verified.changes;
  const who = await verify(deps, gate, attempt.token);
  if (!who) return undefined;
  await forgive(deps.limits, attempt.ip);
  if (gate.verified.isEnded(who.actor.id, deps.clock.now())) return undefined;
  gate.verified.put(attempt.name, who, { now: deps.clock.now(), readAfter });
  return who;
}

async function verify<Who extends Authenticated>(deps: KeyDoors, gate: Gate<Who>, token: string): Promise<Who | undefined> {
  const parts = gate.scheme.parse(token);
  const key = parts && (await gate.scheme.find(deps.db, parts.keyId));
  if (!parts || !key) return undefined;
  gate.hashed += 1;
  return (await verifySecret(parts.secret, key.stored)) ? key.who : undefined;
}
