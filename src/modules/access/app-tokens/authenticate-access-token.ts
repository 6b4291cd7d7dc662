// Who stands behind an `ama_` token: the person who let the application in, with what that person may do now and what was granted, whichever is less.
import { MS_PER_MINUTE } from '#kernel/duration';
import { lesserRole } from '#kernel/role';
import type { Deps } from '#platform/ctx';
import type { Live } from '#platform/live/live';
import { countAsFailed, forgive } from '../keys/failure-limit.ts';
import { KnownTokens } from './known-tokens.ts';
import type { OpenedApp } from './known-tokens.ts';
import { ownResource } from '../authorization/resource.ts';
import { touchGrant } from '../connected-apps/store.ts';
import { openedBy } from './store.ts';
import { appTokenHash } from './token.ts';

type Notices = Pick<Deps, 'clock' | 'live'>;
type Doors = Notices & Pick<Deps, 'db' | 'log' | 'limits' | 'settings'>;

interface Gate {
  readonly known: KnownTokens;
  /** Checks under way, by token name: a burst of one cold token costs one query. */
  readonly underWay: Map<string, Promise<OpenedApp | undefined>>;
  /** Id of the connected app → when its use was last written, milliseconds. */
  readonly touched: Map<string, number>;
}

export interface TokenUse {
  /** What is asked for, as the client names it: a token is good for that alone. */
  readonly resource: string;
  readonly ip?: string | undefined;
  /** It opened this very request, and is looked at once more before the answer: no guess, whoever else guesses from its address. */
  readonly isKnown?: boolean | undefined;
}

/** Undefined for a malformed, unknown, ended or foreign token. Throws `rate_limited` (`details.retryAfterSeconds`) for a guessing address. */
export async function authenticateAccessToken(
  deps: Doors,
  token: string,
  { resource, ip, isKnown = false }: TokenUse,
): Promise<Pick<OpenedApp, 'org' | 'actor'> | undefined> {
  const gate = gateOf(deps);
  const name = gate.known.nameOf(token);
  const opened = gate.known.get(name, deps.clock.now()) ?? (await join(gate, name, () => check(deps, gate, { token, name, ip, isKnown })));
  // the audience: a token for something else opens nothing here
  if (opened === undefined || opened.resource !== ownResource(deps.settings, resource)) return undefined;
  await touch(deps, gate, opened.actor.app.id);
  return { org: opened.org, actor: opened.actor };
}

/** For the process that ends a grant: the notice comes round to it too, but only after its next request may have been let in. */
export const forgetApp = (deps: Notices, appId: string): void => gateOf(deps).known.end(appId, deps.clock.now());

/** For the process that changes a role. */
export const forgetRoleOf = (deps: Notices, userId: string): void => gateOf(deps).known.forgetPerson(userId);

// One gate per process is one per live connection; a second `Live` in a test is a second process.
const gates = new WeakMap<Live, Gate>();

function gateOf(deps: Notices): Gate {
  const made = gates.get(deps.live);
  if (made) return made;
  const known = new KnownTokens();
  const clear = () => known.clear();
  deps.live.subscribe('app_ended', (appId) => known.end(appId, deps.clock.now()), clear);
  deps.live.subscribe('member_changed', (userId) => known.forgetPerson(userId), clear);
  const gate: Gate = { known, underWay: new Map(), touched: new Map() };
  gates.set(deps.live, gate);
  return gate;
}

function join(gate: Gate, name: string, start: () => Promise<OpenedApp | undefined>): Promise<OpenedApp | undefined> {
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
  readonly isKnown: boolean;
}

async function check(deps: Doors, { known }: Gate, { token, name, ip, isKnown }: Attempt): Promise<OpenedApp | undefined> {
  if (!isKnown) await countAsFailed(deps.limits, ip);
  const readAfter = known.changes;
  const opened = await lookUp(deps, token);
  if (!opened) return undefined;
  if (!isKnown) await forgive(deps.limits, ip);
  const now = deps.clock.now();
  if (known.isEnded(opened.actor.app.id, now)) return undefined;
  known.put(name, opened, { now, readAfter });
  return opened;
}

async function lookUp({ db, clock }: Doors, token: string): Promise<OpenedApp | undefined> {
  const hash = appTokenHash(token);
  const found = hash === undefined ? undefined : await openedBy(db, hash, clock.now());
  if (!found) return undefined;
  const { org, user, grantId, name, resource, expiresAt } = found;
  const role = lesserRole(found.role, found.memberRole);
  return { org, actor: { type: 'user', ...user, role, app: { id: grantId, name } }, resource, expiresAt };
}

const MAX_TOUCHED = 10_000;

async function touch(deps: Doors, { touched }: Gate, appId: string): Promise<void> {
  const now = deps.clock.now();
  const last = touched.get(appId);
  if (last !== undefined && now.getTime() - last < MS_PER_MINUTE) return;
  if (touched.size >= MAX_TOUCHED) touched.clear();
  touched.set(appId, now.getTime());
  try {
    await touchGrant(deps.db, appId, now);
  } catch (error) {
    // "Last used" is a convenience; a good token must not fail for it.
    deps.log.warn({ appId, error: error instanceof Error ? error.message : String(error) }, 'the last use of an app could not be written');
  }
}
