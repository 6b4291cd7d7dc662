// Who stands behind an `amt_` token. Answers from memory for 30 s, counts failures before it hashes anything.
import { AppError } from '#kernel/errors';
import { MS_PER_MINUTE } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import type { Live } from '#platform/live/live';
import { parseToken } from './api-key.ts';
import { createFailureLimit } from './failure-limit.ts';
import type { FailureLimit } from './failure-limit.ts';
import { verifySecret } from './hash-secret.ts';
import { keyToVerify, touchKey } from './store.ts';
import { VerifiedKeys } from './verified-keys.ts';
import type { Authenticated } from './verified-keys.ts';

export type KeyDoors = Pick<Deps, 'db' | 'clock' | 'live' | 'log'>;

interface Gate {
  readonly verified: VerifiedKeys;
  readonly failures: FailureLimit;
  /** Checks under way, by token name: a burst of one cold key costs one scrypt. */
  readonly underWay: Map<string, Promise<Authenticated | undefined>>;
  /** Key id → when its use was last written, milliseconds. */
  readonly touched: Map<string, number>;
  /** scrypt computations so far. */
  hashed: number;
}

// One gate per process is one per live connection; a second `Live` in a test is a second process.
const gates = new WeakMap<Live, Gate>();

/** Undefined for a malformed, unknown or revoked key. Throws `rate_limited` (`details.retryAfterSeconds`) for a guessing address. */
export async function authenticateKey(
  deps: KeyDoors,
  token: string,
  from: { readonly ip?: string | undefined },
): Promise<Authenticated | undefined> {
  const gate = gateOf(deps);
  const name = gate.verified.nameOf(token);
  const who = gate.verified.get(name, deps.clock.now()) ?? (await join(gate, name, () => check(deps, gate, { token, name, ip: from.ip })));
  if (who) await touch(deps, gate, who.actor.id);
  return who;
}

/** For the process that revokes a key: the notice comes round to it too, but only after its next request may have been let in. */
export function forgetKey(deps: KeyDoors, keyId: string): void {
  gateOf(deps).verified.revoke(keyId, deps.clock.now());
}

/** How many scrypt computations this process has made for authentication: what the limit is there to bound. */
export const hashesComputed = (deps: KeyDoors): number => gateOf(deps).hashed;

function gateOf(deps: KeyDoors): Gate {
  const known = gates.get(deps.live);
  if (known) return known;
  const gate: Gate = { verified: new VerifiedKeys(), failures: createFailureLimit(), underWay: new Map(), touched: new Map(), hashed: 0 };
  deps.live.subscribe(
    'key_revoked',
    (keyId) => gate.verified.revoke(keyId, deps.clock.now()),
    () => gate.verified.clear(),
  );
  gates.set(deps.live, gate);
  return gate;
}

function join(gate: Gate, name: string, start: () => Promise<Authenticated | undefined>): Promise<Authenticated | undefined> {
  const running = gate.underWay.get(name);
  if (running) return running;
  const started = start().finally(() => gate.underWay.delete(name));
  gate.underWay.set(name, started);
  return started;
}

interface Attempt {
  readonly token: string;
  readonly name: string;
  readonly ip: string | undefined;
}

async function check(deps: KeyDoors, gate: Gate, attempt: Attempt): Promise<Authenticated | undefined> {
  const now = deps.clock.now();
  const waitMs = gate.failures.waitMs(attempt.ip, now);
  if (waitMs > 0) {
    const retryAfterSeconds = Math.ceil(waitMs / 1000);
    throw new AppError('rate_limited', `Too many failed authentications from this address. Try again in ${retryAfterSeconds} s.`, {
      details: { retryAfterSeconds },
    });
  }
  // Counted as failed until proven good, so that many tries at the same moment cannot slip past the limit.
  gate.failures.add(attempt.ip, now);
  const who = await verify(deps, gate, attempt.token);
  if (!who) return undefined;
  gate.failures.forgive(attempt.ip);
  if (gate.verified.isRevoked(who.actor.id, deps.clock.now())) return undefined;
  gate.verified.put(attempt.name, who, deps.clock.now());
  return who;
}

async function verify(deps: KeyDoors, gate: Gate, token: string): Promise<Authenticated | undefined> {
  const parts = parseToken(token);
  const key = parts && (await keyToVerify(deps.db, parts.keyId));
  if (!parts || !key) return undefined;
  gate.hashed += 1;
  if (!(await verifySecret(parts.secret, key))) return undefined;
  return { org: key.org, actor: { type: 'key', id: parts.keyId, name: key.name, role: key.role } };
}

const MAX_TOUCHED = 10_000;

async function touch(deps: KeyDoors, gate: Gate, keyId: string): Promise<void> {
  const now = deps.clock.now();
  const last = gate.touched.get(keyId);
  if (last !== undefined && now.getTime() - last < MS_PER_MINUTE) return;
  if (gate.touched.size >= MAX_TOUCHED) gate.touched.clear();
  gate.touched.set(keyId, now.getTime());
  try {
    await touchKey(deps.db, keyId, now);
  } catch (error) {
    // "Last used" is a convenience; a good key must not fail for it.
    deps.log.warn(
      { keyId, error: error instanceof Error ? error.message : String(error) },
      'the last use of an API key could not be written',
    );
  }
}
