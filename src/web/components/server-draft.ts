// A server as it is being typed, and the request it becomes.
import type { NewServer, Server, TransportType } from '../api/servers.ts';
import { parseJsonObject } from '../text/json-text.ts';
import { authDraftErrors, authInput, EMPTY_AUTH } from './auth-draft.ts';
import type { AuthDraft } from './auth-draft.ts';
import type { Errors } from './form-errors.ts';

/** One variable of a hosted program. An empty value keeps the stored one of that name. */
export interface EnvDraft {
  readonly name: string;
  readonly value: string;
  readonly isStored: boolean;
}

export interface ProgramDraft {
  readonly command: string;
  /** One argument a line. */
  readonly args: string;
  readonly env: readonly EnvDraft[];
  readonly cwd: string;
  readonly network: 'host' | 'none';
}

export interface ServerDraft {
  readonly name: string;
  readonly transportType: TransportType;
  readonly baseUrl: string;
  readonly environment: string;
  readonly categories: string;
  readonly timeoutSeconds: string;
  readonly extraHeaders: string;
  readonly auth: AuthDraft;
  readonly program: ProgramDraft;
  /** Minutes; empty: as often as the instance says, 0: never by itself. */
  readonly syncInterval: string;
}

const EMPTY_PROGRAM: ProgramDraft = { command: '', args: '', env: [], cwd: '', network: 'host' };

export const EMPTY_SERVER: ServerDraft = {
  name: '',
  transportType: 'streamable_http',
  baseUrl: '',
  environment: 'production',
  categories: '',
  timeoutSeconds: '30',
  extraHeaders: '',
  auth: EMPTY_AUTH,
  program: EMPTY_PROGRAM,
  syncInterval: '',
};

/** What is stored, ready to be changed; secrets are not among it. */
export function serverDraftOf(server: Server): ServerDraft {
  const { command, args, cwd, envNames, timeoutSeconds } = server.connectionConfig;
  return {
    name: server.name,
    transportType: server.transportType,
    baseUrl: server.baseUrl ?? '',
    environment: server.environment,
    categories: server.categories.join(', '),
    timeoutSeconds: String(timeoutSeconds),
    extraHeaders: '',
    auth: EMPTY_AUTH,
    syncInterval: server.syncIntervalMinutes === null ? '' : String(server.syncIntervalMinutes),
    program: {
      command: command ?? '',
      args: (args ?? []).join('\n'),
      env: (envNames ?? []).map((name) => ({ name, value: '', isStored: true })),
      cwd: cwd ?? '',
      network: server.networkPolicy.mode,
    },
  };
}

export const isHosted = ({ transportType }: ServerDraft): boolean => transportType === 'stdio_hosted';

/** Nothing can be probed before a person has given consent. */
export const needsConsent = (draft: ServerDraft): boolean => !isHosted(draft) && draft.auth.kind === 'oauth_authorization_code';

/** What can be said while typing; the server checks everything again. */
export function serverDraftErrors(draft: ServerDraft): Errors {
  const errors: Record<string, string> = {};
  if (draft.name.trim() === '') errors['name'] = 'must not be empty';
  if (!isSyncInterval(draft.syncInterval.trim()))
    errors['syncIntervalMinutes'] = `must be 0 or a whole number from ${LEAST_SYNC} to ${MOST_SYNC}`;
  if (isHosted(draft)) return { ...errors, ...programErrors(draft.program) };
  if (!/^https?:\/\/\S+$/i.test(draft.baseUrl.trim())) errors['baseUrl'] = 'must be an absolute http:// or https:// URL';
  if (draft.extraHeaders.trim() !== '') {
    const headers = parseJsonObject(draft.extraHeaders);
    if (!headers.ok) errors['connectionConfig.extraHeaders'] = headers.message;
  }
  return { ...errors, ...authDraftErrors(draft.auth, 'authProfile') };
}

const [LEAST_SYNC, MOST_SYNC] = [5, 10_080];

const isSyncInterval = (text: string): boolean =>
  text === '' || text === '0' || (/^\d{1,6}$/.test(text) && Number(text) >= LEAST_SYNC && Number(text) <= MOST_SYNC);

/** Null: as often as the instance says. */
export const syncMinutesOf = ({ syncInterval }: ServerDraft): number | null => (syncInterval.trim() === '' ? null : Number(syncInterval));

function programErrors({ command, env, cwd }: ProgramDraft): Errors {
  const names = env.map(({ name }) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return {
    ...(command.trim() === '' ? { 'connectionConfig.command': 'must not be empty' } : {}),
    ...(cwd.trim() !== '' && !cwd.trim().startsWith('/') ? { 'connectionConfig.cwd': 'must be an absolute path' } : {}),
    ...(names.includes('') ? { 'connectionConfig.env': 'every variable needs a name' } : {}),
    ...(twice === undefined || twice === '' ? {} : { 'connectionConfig.env': `${twice} is given twice` }),
  };
}

export function serverInput(draft: ServerDraft): NewServer {
  const { name, environment, categories, transportType } = draft;
  const common = { name: name.trim(), transportType, environment: environment.trim(), categories: wordsOf(categories) };
  const timeoutSeconds = Number(draft.timeoutSeconds);
  if (isHosted(draft)) {
    return {
      ...common,
      connectionConfig: { timeoutSeconds, ...programInput(draft.program) },
      networkPolicy: { mode: draft.program.network },
      authProfile: { name: 'Default', kind: 'none' },
    };
  }
  const headers = draft.extraHeaders.trim() === '' ? undefined : parseJsonObject(draft.extraHeaders);
  return {
    ...common,
    baseUrl: draft.baseUrl.trim(),
    connectionConfig: {
      timeoutSeconds,
      // A value that is no text is refused by the server, by its name.
      ...(headers?.ok === true ? { extraHeaders: headers.value as Record<string, string> } : {}),
    },
    authProfile: { name: 'Default', ...authInput(draft.auth) },
  };
}

const programInput = ({ command, args, env, cwd }: ProgramDraft) => ({
  command: command.trim(),
  args: args.split('\n').filter((line) => line !== ''),
  env: Object.fromEntries(env.map(({ name, value }) => [name.trim(), value])),
  cwd: cwd.trim() === '' ? null : cwd.trim(),
});

/** `"a, b  c"` → `["a","b","c"]` */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
