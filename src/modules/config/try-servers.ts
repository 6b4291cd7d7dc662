// Tries the servers that a document adds or moves, before the transaction: what they list is stored with them.
import { minutes } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { probePlanned } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { startTimeLimit } from '#platform/llm/time-limit';
import type { TimeLimit } from '#platform/llm/time-limit';
import type { Probe } from '#platform/mcp/mcp';
import { withDefaults } from './defaults.ts';
import type { ConfigEntry } from './document.ts';
import { isConnectedByPerson, wantedCredential } from './entries/credential.ts';
import { serverAsEntry } from './entries/live-entries.ts';
import { profileEntry, SECRET, wantedProfiles, withoutSecretNames } from './entries/server-entry.ts';
import type { LiveServer } from './entries/server-entry.ts';
import type { JsonObject } from './json.ts';
import type { KeyBook } from './keys.ts';
import type { Live } from './live.ts';
import { brokenKey } from './read-document.ts';
import type { PlacedEntry, ReadDocument } from './read-document.ts';
import { compareSecrets, CONNECTION_FIELDS, connectionFor } from './save-server.ts';
import type { SecretValues } from './secret-values.ts';
import { changedFields, fieldOf } from './work.ts';

interface Terms {
  readonly ctx: Ctx;
  readonly live: Live;
  readonly book: KeyBook;
  readonly secrets: SecretValues;
}

export interface Tried {
  readonly probes: ReadonlyMap<string, Probe>;
  /** Without the servers that did not answer as they should; those are errors, and broken for what refers to them. */
  readonly read: ReadDocument;
}

/** Contacts at a time. Each is bounded by the door at 30 s. */
const AT_ONCE = 8;
/** For all of them together: someone waits for the answer. */
const TOTAL_MS = minutes(1);

const TOO_LATE =
  'was not tried to the end: the servers of a document are tried for a minute in all. Apply it in parts, or without trying them';

/** Undefined: is not to be tried. */
type Answer = Probe | 'too_late' | undefined;

/** What is wrong in itself is left to the verbs. */
export async function tryServers(terms: Terms, read: ReadDocument): Promise<Tried> {
  const servers = read.entries.filter(({ kind }) => kind === 'server');
  const probes = new Map<string, Probe>();
  const errors: FieldError[] = [];
  const failed = new Set<PlacedEntry>();
  const answers = await askAll(terms, servers);
  for (const [index, at] of servers.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    if (answer !== 'too_late' && answer.ok) {
      probes.set(at.entry.key, answer);
      continue;
    }
    failed.add(at);
    const message = answer === 'too_late' ? TOO_LATE : `did not pass the probe: ${answer.error?.message ?? 'no reason is known'}`;
    errors.push({ field: fieldOf(at, ''), message });
  }
  return {
    probes,
    read: {
      entries: read.entries.filter((at) => !failed.has(at)),
      errors: [...read.errors, ...errors],
      broken: new Set([...read.broken, ...[...failed].map(({ kind, entry }) => brokenKey(kind, entry.key))]),
    },
  };
}

async function askAll(terms: Terms, servers: readonly PlacedEntry[]): Promise<Answer[]> {
  const { ctx } = terms;
  const limit = startTimeLimit(ctx.deps.clock, TOTAL_MS, ctx.signal);
  const answers: Answer[] = [];
  try {
    for (let start = 0; start < servers.length; start += AT_ONCE) {
      const some = servers.slice(start, start + AT_ONCE);
      answers.push(...(await Promise.all(some.map((at) => tryOne(terms, at.entry, limit)))));
    }
  } finally {
    limit.release();
  }
  return answers;
}

async function tryOne(terms: Terms, entry: ConfigEntry, limit: TimeLimit): Promise<Answer> {
  const body = await trialOf(terms, entry);
  if (!body) return undefined;
  if (limit.isOver) return 'too_late';
  const { ctx } = terms;
  try {
    return await probePlanned({ ...ctx, signal: limit.signal }, body);
  } catch (error) {
    if (limit.isOver && !ctx.signal.aborted) return 'too_late';
    // The verb that saves it says the same, at its field.
    if (error instanceof AppError && error.code !== 'internal_error') return undefined;
    throw error;
  }
}

/** What to try it with; undefined: its connection stays, or cannot be tried. */
async function trialOf(terms: Terms, entry: ConfigEntry): Promise<JsonObject | undefined> {
  const { live, book, secrets } = terms;
  const serverId = book.find('server', entry.key)?.id;
  const current = live.servers.find(({ server }) => server.id === serverId);
  // Belongs to its source, which the verb that saves it says.
  if (current?.server.managed === true) return undefined;
  const [wanted, profiles] = [withDefaults('server', entry), wantedProfiles(entry)];
  const stored = current ? await compareSecrets(terms, { wanted, profiles, current }) : undefined;
  const none: ReadonlySet<string> = new Set();
  const connection = connectionFor(terms, { wanted, stored: stored ?? { headers: none, env: none, profiles: none }, current });
  const first = profiles.find(({ isDefault }) => isDefault === true);
  if (connection.faults.length > 0) return undefined;
  const asNew = first && wantedCredential(first, { secrets, current: undefined, differs: false });
  const base: JsonObject = {
    transportType: wanted['transportType'],
    ...(wanted['baseUrl'] === undefined ? {} : { baseUrl: wanted['baseUrl'] }),
    networkPolicy: wanted['networkPolicy'],
    protocolEra: wanted['protocolEra'],
    connectionConfig: connection.config,
  };
  if (!current) {
    const isTriable = !isConnectedByPerson(first) && (asNew?.faults.length ?? 0) === 0;
    return isTriable ? { ...base, ...credentialIn(asNew?.body) } : undefined;
  }
  const changesCredential = first !== undefined && changesDefault(terms, { first, current, differing: stored?.profiles ?? none });
  const { authProfiles: _, ...comparable } = withoutSecretNames(wanted);
  const changed = changedFields(serverAsEntry(book, current), comparable);
  const changesConnection = connection.replaced.length > 0 || changed.some((field) => CONNECTION_FIELDS.has(field));
  if (!changesConnection && !changesCredential) return undefined;
  if (!changesCredential && !connection.isMoved) return { ...base, serverId };
  // A stored credential that is used in another way, or that a person must connect, is not here to be tried.
  if (isConnectedByPerson(first) || (asNew?.faults.length ?? 0) > 0) return undefined;
  return { ...base, serverId, ...credentialIn(asNew?.body) };
}

const credentialIn = (body: JsonObject | undefined): JsonObject => {
  if (body === undefined) return {};
  const { isDefault: _, ...authProfile } = body;
  return authProfile['kind'] === 'none' ? { authProfile: { kind: 'none' } } : { authProfile };
};

/** Whether the credential that everything uses becomes another one. */
function changesDefault(
  { book, secrets }: Terms,
  { first, current, differing }: { first: ConfigEntry; current: LiveServer; differing: ReadonlySet<string> },
): boolean {
  const id = book.find('auth_profile', first.key, current.server.id)?.id;
  const profile = current.profiles.find((one) => one.id === id);
  const entry = profile && profileEntry(profile, { key: '', profileKey: () => first.key, secret: () => SECRET });
  const { body } = wantedCredential(first, { secrets, current: entry, differs: id !== undefined && differing.has(id) });
  return Object.keys(body).some((field) => field !== 'name');
}
