// Who stands behind an `ama_` token: the person who let the application in, with what that person may do now and what was granted, whichever is less.
import { lesserRole } from '#kernel/role';
import type { Deps } from '#platform/ctx';
import type { Live } from '#platform/live/live';
import { countAsFailed, forgive } from '../keys/failure-limit.ts';
import { ownResource } from '../authorization/resource.ts';
import { touchGrant } from '../connected-apps/store.ts';
import { ChecksUnderWay } from '../tokens/checks-under-way.ts';
import { LastUses } from '../tokens/last-uses.ts';
import { OpenedTokens } from '../tokens/opened-tokens.ts';
import type { OpenedApp } from './opened-app.ts';
import { openedBy } from './store.ts';
import { appTokenHash } from './token.ts';

type Notices = Pick<Deps, 'clock' | 'live'>;
type Doors = Notices & Pick<Deps, 'db' | 'log' | 'limits' | 'settings'>;

interface Gate {
  readonly known: OpenedTokens<OpenedApp>;
  readonly underWay: ChecksUnderWay<OpenedApp | undefined>;
  readonly lastUses: LastUses;
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
  const opened =
    gate.known.get(name, deps.clock.now()) ?? (await gate.underWay.join(name, () => check(deps, gate, { token, name, ip, isKnown })));
  // the audience: a token for something else opens nothing here
  if (opened === undefined || opened.resource !== ownResource(deps.settings, resource)) return undefined;
  await gate.lastUses.note(deps, opened.actor.app.id);
  return { org: opened.org, actor: opened.actor };
}

/** For the process that ends a grant: the notice comes round to it too, but only after its next request may have been let in. */
export const forgetApp = (deps: Notices, appId: string): void => gateOf(deps).known.end(appId, deps.clock.now());

/** For the process that changes a role. */
export const forgetRoleOf = (deps: Notices, userId: string): void => forgetPerson(gateOf(deps).known, userId);

// One gate per process is one per live connection; a second `Live` in a test is a second process.
const gates = new WeakMap<Live, Gate>();

function gateOf(deps: Notices): Gate {
  const made = gates.get(deps.live);
  if (made) return made;
  const known = new OpenedTokens<OpenedApp>(({ actor }) => actor.app.id);
  const clear = () => known.clear();
  deps.live.subscribe('app_ended', (appId) => known.end(appId, deps.clock.now()), clear);
  deps.live.subscribe('member_changed', (userId) => forgetPerson(known, userId), clear);
  const gate: Gate = { known, underWay: new ChecksUnderWay(), lastUses: new LastUses(touchGrant) };
  gates.set(deps.live, gate);
  return gate;
}

/** The person's role changed somewhere: it is read anew. */
const forgetPerson = (known: OpenedTokens<OpenedApp>, userId: string): void => known.forget(({ actor }) => actor.id === userId);

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
  known.put(name, opened, { now, readAfter, expiresAt: opened.expiresAt });
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
