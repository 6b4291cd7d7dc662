// A server with its auth profiles, as a document says it. Pure.
import type { AuthProfile, McpServer } from '#modules/servers';
import type { ConfigEntry } from '../document.ts';
import { isObject, isSame } from '../json.ts';
import type { JsonObject } from '../json.ts';

export interface LiveServer {
  readonly server: McpServer;
  /** The default one first. */
  readonly profiles: readonly AuthProfile[];
}

/** Stands for any secret where two states are compared or shown. */
export const SECRET = '(secret)';

export interface ServerNames {
  readonly key: string;
  readonly profileKey: (profileId: string) => string;
  /** What stands for a secret: `path` says where it is, such as `['shop', 'default', 'value']`. */
  readonly secret: (path: readonly string[]) => unknown;
}

/** With every field, and the profiles only where they say more than that there is no credential. */
export function serverEntry({ server, profiles }: LiveServer, names: ServerNames): ConfigEntry {
  const { timeoutSeconds, extraHeaderNames, command, args, cwd, envNames } = server.connectionConfig;
  const secrets = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, names.secret([names.key, field])]));
  return {
    key: names.key,
    name: server.name,
    transportType: server.transportType,
    ...(server.baseUrl === null ? {} : { baseUrl: server.baseUrl }),
    environment: server.environment,
    categories: server.categories,
    connectionConfig: {
      timeoutSeconds,
      extraHeaders: secrets(extraHeaderNames),
      ...(command === undefined ? {} : { command }),
      args: args ?? [],
      cwd: cwd ?? null,
      env: secrets(envNames ?? []),
    },
    networkPolicy: server.networkPolicy,
    protocolEra: server.protocolEra,
    syncIntervalMinutes: server.syncIntervalMinutes,
    ...(isTrivial(profiles) ? {} : { authProfiles: profiles.map((profile) => profileEntry(profile, names)) }),
  };
}

const isTrivial = ([first, ...others]: readonly AuthProfile[]): boolean =>
  first === undefined || (others.length === 0 && first.kind === 'none' && first.name === 'Default');

export function profileEntry(profile: AuthProfile, names: ServerNames): ConfigEntry {
  const { id, name, kind, isDefault, headerName, oauth, secretSetAt } = profile;
  const key = names.profileKey(id);
  const isSigned = oauth?.authMethod === 'private_key_jwt';
  const field = oauth ? (isSigned ? 'privateKey' : 'clientSecret') : 'value';
  return {
    key,
    name,
    kind,
    isDefault,
    ...(headerName === null ? {} : { headerName }),
    ...(oauth ? { ...oauth, scopes: [...oauth.scopes] } : {}),
    ...(secretSetAt === null ? {} : { [field]: names.secret([names.key, key, field]) }),
  };
}

/** What an OAuth profile has where nothing is said. */
const OAUTH_DEFAULTS: JsonObject = { tokenUrl: null, authorizationUrl: null, clientId: null, scopes: [], audience: null };
const METHOD_DEFAULTS: JsonObject = { oauth_client_credentials: 'client_secret_basic', oauth_authorization_code: null };
const isOAuth = (kind: unknown): boolean => kind === 'oauth_client_credentials' || kind === 'oauth_authorization_code';

/** As the document wants them, each with every field its kind has; what is undefined stays as it is. */
export function wantedProfiles(entry: ConfigEntry): readonly ConfigEntry[] {
  const listed = profilesIn(entry);
  const chosen = listed.findIndex((profile) => profile['isDefault'] === true);
  return listed.map((profile, index) => ({ ...wantedProfile(profile), isDefault: index === Math.max(0, chosen) }));
}

function wantedProfile(profile: ConfigEntry): ConfigEntry {
  if (!isOAuth(profile['kind'])) return profile;
  const method = METHOD_DEFAULTS[String(profile['kind'])];
  const filled = Object.entries({ ...OAUTH_DEFAULTS, authMethod: method }).map(([field, value]) => [field, profile[field] ?? value]);
  // An algorithm that is not named follows the kind of key.
  return { ...profile, ...Object.fromEntries(filled) };
}

/** The server with its profiles, if it lists any, without what they have anyway. */
export function shortProfiles(entry: ConfigEntry): ConfigEntry {
  const profiles = profilesIn(entry);
  return profiles.length === 0 ? entry : { ...entry, authProfiles: profiles.map(shortProfile) };
}

function shortProfile({ isDefault, ...profile }: ConfigEntry, index: number): JsonObject {
  const usual: JsonObject = { ...OAUTH_DEFAULTS, authMethod: METHOD_DEFAULTS[String(profile['kind'])], signingAlgorithm: null };
  const kept = Object.entries(profile).filter(
    ([field, value]) => !isOAuth(profile['kind']) || !Object.hasOwn(usual, field) || !isSame(value, usual[field]),
  );
  return { ...Object.fromEntries(kept), ...(isDefault === true && index > 0 ? { isDefault } : {}) };
}

/** A reference of a document, or undefined. */
export const secretNameOf = (value: unknown): string | undefined =>
  isObject(value) && typeof value['secretEnv'] === 'string' ? value['secretEnv'] : undefined;

/** The same entry with each reference to a secret as `SECRET`, for comparing. */
export const withoutSecretNames = (entry: ConfigEntry): ConfigEntry => ({ ...entry, ...mapped(entry) });

function mapped(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, unnamed(value)]));
}

function unnamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unnamed);
  if (!isObject(value)) return value;
  return secretNameOf(value) === undefined ? mapped(value) : SECRET;
}

/** The auth profiles of a server's entry. Sound because reading a document gave each its shape, and entries of ours have it. */
export const profilesIn = (entry: ConfigEntry): readonly ConfigEntry[] =>
  Array.isArray(entry['authProfiles']) ? (entry['authProfiles'] as readonly ConfigEntry[]) : [];
