// Makes a server and its auth profiles what the document says, by the verbs of servers, without contacting anything.
import { createAuthProfile, createServer, differingSecrets, keepProbe, updateAuthProfile, updateServer } from '#modules/servers';
import type { AuthProfile } from '#modules/servers';
import type { FieldDiff } from '#modules/workflows';
import { fieldPath } from '#kernel/parse-input';
import { withDefaults } from './defaults.ts';
import type { ConfigEntry } from './document.ts';
import { broughtFor, wantedConnection } from './entries/connection.ts';
import type { WantedConnection } from './entries/connection.ts';
import { broughtCredential, isConnectedByPerson, typedCredential, wantedCredential } from './entries/credential.ts';
import type { WantedCredential } from './entries/credential.ts';
import { serverAsEntry } from './entries/live-entries.ts';
import { profileEntry, SECRET, wantedProfiles, withoutSecretNames } from './entries/server-entry.ts';
import type { LiveServer } from './entries/server-entry.ts';
import { isObject } from './json.ts';
import { scoped } from './keys.ts';
import { loadServer } from './live.ts';
import type { PlacedEntry } from './read-document.ts';
import { saveKey } from './store.ts';
import { changedFields, fieldOf, placed, refused, renamed } from './work.ts';
import type { Made, Work } from './work.ts';

export async function saveServer(work: Work, at: PlacedEntry, current: LiveServer | undefined): Promise<Made> {
  if (current?.server.managed === true) throw refused([{ field: fieldOf(at, 'key'), message: OF_A_SOURCE }]);
  const before = current && serverAsEntry(work.book, current);
  const wanted = withDefaults('server', at.entry);
  const profiles = wantedProfiles(at.entry);
  const stored = current ? await compareSecrets(work, { wanted, profiles, current }) : NOTHING;
  const scene = { work, at, wanted, profiles, stored };
  const { serverId, replaced } = current ? await change({ ...scene, current, before: before ?? wanted }) : await create(scene);
  await keepListed(scene, serverId, current !== undefined);
  const after = await loadServer(work.ctx, serverId);
  return {
    id: serverId,
    before,
    after: serverAsEntry(work.book, after),
    more: replaced.map(secretReplaced),
    warnings: [...secretWarnings(scene, current), ...foreignProfiles(work, after, profiles)],
  };
}

const OF_A_SOURCE =
  'names the server record of a source, which is no part of a document: leave the entry out. Workflows and monitors may name it as their mcpServer';

interface Scene {
  readonly work: Work;
  readonly at: PlacedEntry;
  /** With its defaults. */
  readonly wanted: ConfigEntry;
  readonly profiles: readonly ConfigEntry[];
  readonly stored: Stored;
}

interface Stored {
  readonly headers: ReadonlySet<string>;
  readonly env: ReadonlySet<string>;
  readonly profiles: ReadonlySet<string>;
}
const NOTHING: Stored = { headers: new Set(), env: new Set(), profiles: new Set() };

interface Saved {
  readonly serverId: string;
  /** Paths of secrets that have another value now. */
  readonly replaced: readonly string[];
}

const configOf = (wanted: ConfigEntry): Readonly<Record<string, unknown>> =>
  isObject(wanted['connectionConfig']) ? wanted['connectionConfig'] : {};

/** Which of the secrets that were brought are other ones than the stored. A plan brings none. */
export async function compareSecrets(
  { ctx, book, secrets }: Pick<Work, 'ctx' | 'book' | 'secrets'>,
  { wanted, profiles, current }: { wanted: ConfigEntry; profiles: readonly ConfigEntry[]; current: LiveServer },
): Promise<Stored> {
  if (secrets.isPlan) return NOTHING;
  const { extraHeaders, env } = configOf(wanted);
  const serverId = current.server.id;
  const credentials = profiles.flatMap((profile) => {
    const [found, value] = [book.find('auth_profile', profile.key, serverId), broughtCredential(profile, secrets)];
    return found && value !== undefined ? [[found.id, value] as const] : [];
  });
  return differingSecrets(ctx, {
    serverId,
    headers: broughtFor(extraHeaders, secrets),
    env: broughtFor(env, secrets),
    profiles: Object.fromEntries(credentials),
  });
}

/** The connection, and whether the address goes to another origin. */
export function connectionFor(
  { secrets }: Pick<Work, 'secrets'>,
  { wanted, stored, current }: { wanted: ConfigEntry; stored: Stored; current: LiveServer | undefined },
): WantedConnection & { readonly isMoved: boolean } {
  const { extraHeaderNames = [], envNames = [] } = current?.server.connectionConfig ?? {};
  const isMoved =
    current !== undefined && wanted['baseUrl'] !== undefined && originOf(wanted['baseUrl']) !== originOf(current.server.baseUrl);
  const terms = {
    secrets,
    isMoved,
    headers: { names: extraHeaderNames, differing: stored.headers },
    env: { names: envNames, differing: stored.env },
  };
  return { ...wantedConnection(wanted, terms), isMoved };
}

/** What a server is tried with before it is saved. */
export const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'transportType',
  'baseUrl',
  'connectionConfig',
  'networkPolicy',
  'protocolEra',
]);

const originOf = (url: unknown): string => (typeof url === 'string' ? (URL.parse(url)?.origin ?? url) : '');

async function create({ work, at, wanted, profiles, stored }: Scene): Promise<Saved> {
  const { ctx, book } = work;
  const connection = connectionFor(work, { wanted, stored, current: undefined });
  const chosen = profiles.findIndex(({ isDefault }) => isDefault === true);
  const first = profiles[chosen];
  const credential = first && wantedCredential(first, { secrets: work.secrets, current: undefined, differs: false });
  const faults = [...connection.faults, ...atProfile(chosen, credential?.faults ?? [])];
  if (faults.length > 0) throw refused(faults.map(({ field, message }) => ({ field: fieldOf(at, field), message })));
  const { key: _, authProfiles: __, ...fields } = wanted;
  const { isDefault: ___, ...authProfile } = { isDefault: true, ...credential?.body };
  const made = await placed(
    (field) => fieldOf(at, renamed(field, { authProfile: fieldPath(['authProfiles', Math.max(0, chosen)]) })),
    () => createServer(ctx, { ...fields, connectionConfig: connection.config, ...(credential ? { authProfile } : {}), skipProbe: true }),
  );
  book.add('server', made.id, wanted.key);
  if (work.secrets.isPlan && !isConnectedByPerson(first)) work.undecided.add(`server ${wanted.key}`);
  const { profiles: live } = await loadServer(ctx, made.id);
  const [only] = live;
  if (first && only) await nameProfile(work, { serverId: made.id, profileId: only.id, key: first.key });
  await saveProfiles({ work, at, wanted, profiles, stored }, { serverId: made.id, live: first ? live : [], isSaved: first?.key });
  return { serverId: made.id, replaced: [] };
}

const atProfile = <T extends { readonly field: string }>(index: number, faults: readonly T[]): T[] =>
  faults.map((fault) => ({ ...fault, field: `${fieldPath(['authProfiles', index])}.${fault.field}` }));

async function change({ current, before, ...scene }: Scene & { current: LiveServer; before: ConfigEntry }): Promise<Saved> {
  const { work, at, wanted, profiles, stored } = scene;
  const serverId = current.server.id;
  const connection = connectionFor(work, { wanted, stored, current });
  if (connection.faults.length > 0) throw refused(connection.faults.map(({ field, message }) => ({ field: fieldOf(at, field), message })));
  const { authProfiles: _, key: __, ...comparable } = withoutSecretNames(wanted);
  const changed = changedFields(before, comparable);
  const patch: Record<string, unknown> = Object.fromEntries(changed.map((field) => [field, wanted[field]]));
  if (changed.includes('connectionConfig') || connection.replaced.length > 0 || connection.isMoved)
    patch['connectionConfig'] = connection.config;
  const chosen = profiles.findIndex(({ isDefault }) => isDefault === true);
  const typed = connection.isMoved ? typedFor(work, profiles[chosen], current) : undefined;
  if (typed) patch['authProfile'] = typed;
  if (work.secrets.isPlan && changed.some((field) => CONNECTION_FIELDS.has(field))) work.undecided.add(`server ${wanted.key}`);
  if (Object.keys(patch).length > 0)
    await placed(
      (field) => fieldOf(at, renamed(field, { authProfile: fieldPath(['authProfiles', Math.max(0, chosen)]) })),
      () => updateServer(work.ctx, { serverId, ...patch, skipProbe: true }),
    );
  const live = typed ? (await loadServer(work.ctx, serverId)).profiles : current.profiles;
  const replaced = await saveProfiles(scene, { serverId, live, isSaved: typed && profiles[chosen]?.key });
  return { serverId, replaced: [...connection.replaced, ...replaced] };
}

/** What is stored for one origin is not sent to another: the value is given again, to the profile that has it. */
function typedFor({ book, secrets }: Work, wanted: ConfigEntry | undefined, { server, profiles }: LiveServer) {
  const holder = profiles.find(({ isDefault }) => isDefault);
  if (!wanted || !holder || holder.secretSetAt === null) return undefined;
  return book.find('auth_profile', wanted.key, server.id)?.id === holder.id ? typedCredential(wanted, secrets) : undefined;
}

interface ProfileTerms {
  readonly serverId: string;
  readonly live: readonly AuthProfile[];
  /** Key of the one whose secret was saved with the server. */
  readonly isSaved: string | undefined;
}

/** Creates and changes; returns the paths of secrets that have another value now. */
async function saveProfiles({ work, at, profiles, stored }: Scene, { serverId, live, isSaved }: ProfileTerms): Promise<readonly string[]> {
  const { book, secrets, ctx } = work;
  const replaced: string[] = [];
  for (const [index, wanted] of profiles.entries()) {
    const found = book.find('auth_profile', wanted.key, serverId);
    const profile = live.find(({ id }) => id === found?.id);
    const names = { key: '', profileKey: () => wanted.key, secret: () => SECRET };
    const current = profile && profileEntry(profile, names);
    const differs = wanted.key !== isSaved && found !== undefined && stored.profiles.has(found.id);
    const credential = wantedCredential(wanted, { secrets, current, differs });
    const place = (field: string) => fieldOf(at, `${fieldPath(['authProfiles', index])}${field === '' ? '' : `.${field}`}`);
    if (credential.faults.length > 0) throw refused(credential.faults.map(({ field, message }) => ({ field: place(field), message })));
    const profileId = await placed(place, () => saveProfile(ctx, { serverId, profile, credential }));
    await nameProfile(work, { serverId, profileId, key: wanted.key });
    replaced.push(...credential.replaced.map((field) => `${fieldPath(['authProfiles', index])}.${field}`));
  }
  return replaced;
}

async function saveProfile(
  ctx: Work['ctx'],
  { serverId, profile, credential }: { serverId: string; profile: AuthProfile | undefined; credential: WantedCredential },
): Promise<string> {
  if (!profile) return (await createAuthProfile(ctx, { serverId, ...credential.body, skipProbe: true })).id;
  if (Object.keys(credential.body).length > 0)
    await updateAuthProfile(ctx, { serverId, profileId: profile.id, ...credential.body, skipProbe: true });
  return profile.id;
}

async function nameProfile(
  { tx, ctx, book }: Work,
  { serverId, profileId, key }: { serverId: string; profileId: string; key: string },
): Promise<void> {
  if (book.isManaged('auth_profile', profileId) && book.find('auth_profile', key, serverId)?.id === profileId) return;
  book.add('auth_profile', profileId, key, serverId);
  await saveKey(tx, ctx.org.id, { kind: 'auth_profile', key: scoped(serverId, key), objectId: profileId, at: ctx.deps.clock.now() });
}

/** What the server listed when it was tried. */
async function keepListed({ work, wanted }: Scene, serverId: string, isKnown: boolean): Promise<void> {
  const probe = work.probes.get(wanted.key);
  if (probe) await keepProbe(work.ctx, { serverId, probe, trigger: isKnown ? 'update' : 'create' });
}

const secretReplaced = (path: string): FieldDiff => ({ path, op: 'replace', before: SECRET, after: SECRET });

/** A plan has no values; an apply may have been given some only. */
function secretWarnings({ work, at }: Scene, current: LiveServer | undefined): readonly string[] {
  if (!current) return [];
  const names = [...new Set(secretNames(at.entry))];
  if (work.secrets.isPlan) return names.map((name) => `${name} is a secret: a plan cannot compare it with the stored one`);
  return names.filter((name) => work.secrets.valueOf(name) === undefined).map((name) => `${name} was not given: the stored secret stays`);
}

function secretNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretNames);
  if (!isObject(value)) return [];
  return typeof value['secretEnv'] === 'string' ? [value['secretEnv']] : Object.values(value).flatMap(secretNames);
}

/** Profiles that are there and not in the document, as far as it lists any. */
function foreignProfiles({ book }: Work, { profiles: live }: LiveServer, wanted: readonly ConfigEntry[]): readonly string[] {
  if (wanted.length === 0) return [];
  const keys = new Set(wanted.map(({ key }) => key));
  return live
    .filter(({ id }) => !keys.has(book.keyOf('auth_profile', id) ?? ''))
    .map(({ name }) => `The auth profile "${name}" is not in the document and stays`);
}
