// The environment, typed and cross-checked. A start with a wrong value stops here, naming every problem at once.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { FieldError } from '#kernel/errors';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { readEnv, readTimeLimits } from './env.ts';
import type { Env, EnvName } from './env.ts';

export const ROLES_OF_PROCESS = ['web', 'worker'] as const;
export type ProcessRole = (typeof ROLES_OF_PROCESS)[number];

/** How the program was started. `up`: one local person, no passwords. `operate`: a command on the data, which listens on nothing. */
export interface StartMode {
  readonly command: 'up' | 'serve' | 'operate';
  /** Default: all. */
  readonly roles?: readonly ProcessRole[] | undefined;
}

export interface Config {
  /** For Deps. */
  readonly settings: {
    readonly publicUrl: string;
    readonly addressPolicy: {
      readonly allowLoopback: boolean;
      readonly allowInsecureHttp: boolean;
      readonly allowedPrivateHosts: readonly string[];
    };
    readonly retentionDays: number;
    readonly workerConcurrency: number;
    readonly runWaitSeconds: number;
    readonly rateLimitPerMinute: number;
    readonly trustedProxies: readonly string[];
    readonly mcpAllowedOrigins: readonly string[];
    readonly baseDomain: string | undefined;
    readonly catalogSyncHours: number;
    readonly allowStdio: boolean;
    readonly openSignup: boolean;
    readonly allowModelRequests: boolean;
    readonly singleUser: boolean;
    readonly timeLimits?: ReadonlyMap<string, number> | undefined;
  };
  readonly host: string;
  readonly port: number;
  readonly roles: readonly ProcessRole[];
  /** Absolute. */
  readonly dataDir: string;
  /** Undefined: the embedded database. May hold a password. */
  readonly databaseUrl: string | undefined;
  /** As given; `loadMasterKey` judges it. */
  readonly secretKey: string | undefined;
  /** The operator's keys, for models without one of their own. Never log them. */
  readonly providerKeys: {
    readonly anthropic: string | undefined;
    readonly openai: string | undefined;
    readonly google: string | undefined;
  };
  /** The mail server, which may hold a password, and the sender. Undefined: no mail is sent. */
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  /** OAuth clients of the operator for sign-in. Never log them. */
  readonly signInProviders: {
    readonly google: { readonly clientId: string; readonly clientSecret: string } | undefined;
    readonly github: { readonly clientId: string; readonly clientSecret: string } | undefined;
  };
  /** The operator's Slack app. Never log its secret. */
  readonly slackClient: { readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Slots undefined: as many as there are processors. */
  readonly sandbox: { readonly engine: Env['SANDBOX_ENGINE']; readonly slots: number | undefined };
  readonly log: { readonly level: Env['LOG_LEVEL']; readonly format: 'json' | 'text' };
  readonly otlpEndpoint: string | undefined;
  /** To print at start; nothing wrong, but not what the operator may expect. */
  readonly warnings: readonly string[];
}

/** Thrown by `loadConfig`; the message has one line per problem and no value. */
export class ConfigError extends Error {
  readonly problems: readonly FieldError[];

  constructor(problems: readonly FieldError[]) {
    super(
      `These settings must be changed before Armature can start:\n${problems.map(({ field, message }) => `  ${field}: ${message}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads the environment. Throws ConfigError. */
export function loadConfig(mode: StartMode): Config {
  const env = readEnv();
  const config = env.ok ? createConfig(env.value, mode) : env;
  if (!config.ok) throw new ConfigError(config.error);
  return { ...config.value, settings: { ...config.value.settings, timeLimits: readTimeLimits() } };
}

/** Pure. */
export function createConfig(env: Env, mode: StartMode): Outcome<Config, FieldError[]> {
  const problems = problemsOf(env, mode);
  if (problems.length > 0) return failed(problems);
  const singleUser = mode.command === 'up';
  return ok({
    settings: {
      publicUrl: publicUrlOf(env),
      addressPolicy: {
        allowLoopback: singleUser,
        allowInsecureHttp: env.ALLOW_INSECURE_HTTP,
        allowedPrivateHosts: env.ALLOWED_PRIVATE_HOSTS,
      },
      retentionDays: env.RETENTION_DAYS,
      workerConcurrency: env.WORKER_CONCURRENCY,
      runWaitSeconds: env.RUN_WAIT_SECONDS,
      rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
      trustedProxies: env.TRUSTED_PROXIES,
      mcpAllowedOrigins: env.MCP_ALLOWED_ORIGINS.map(asSentOrigin),
      baseDomain: env.BASE_DOMAIN,
      catalogSyncHours: env.CATALOG_SYNC_HOURS,
      allowStdio: env.ALLOW_STDIO,
      openSignup: env.OPEN_SIGNUP,
      allowModelRequests: env.ALLOW_MODEL_REQUESTS,
      singleUser,
    },
    host: env.HOST,
    port: env.PORT,
    roles: mode.roles ?? ROLES_OF_PROCESS,
    dataDir: resolve(env.ARMATURE_DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    secretKey: env.ARMATURE_SECRET_KEY,
    providerKeys: { anthropic: env.ANTHROPIC_API_KEY, openai: env.OPENAI_API_KEY, google: env.GOOGLE_GENERATIVE_AI_API_KEY },
    smtp: env.SMTP_URL === undefined || env.MAIL_FROM === undefined ? undefined : { url: env.SMTP_URL, from: env.MAIL_FROM },
    signInProviders: {
      google: clientOf(env.GOOGLE_CLIENT_ID, env.GOOGLE_CLIENT_SECRET),
      github: clientOf(env.GITHUB_CLIENT_ID, env.GITHUB_CLIENT_SECRET),
    },
    slackClient: clientOf(env.SLACK_CLIENT_ID, env.SLACK_CLIENT_SECRET),
    sandbox: { engine: env.SANDBOX_ENGINE, slots: env.SANDBOX_SLOTS },
    log: { level: env.LOG_LEVEL, format: env.LOG_FORMAT ?? (singleUser ? 'text' : 'json') },
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    warnings: warningsOf(env),
  });
}

const clientOf = (clientId: string | undefined, clientSecret: string | undefined) =>
  clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host.replace(/^\[|\]$/g, ''));

function publicUrlOf(env: Env): string {
  const given = env.PUBLIC_URL ?? env.BASE_URL;
  if (given !== undefined) return new URL(given).origin;
  return `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`;
}

function problemsOf(env: Env, { command, roles = ROLES_OF_PROCESS }: StartMode): FieldError[] {
  const problems: FieldError[] = [];
  const must = (holds: boolean, field: EnvName, message: string) => {
    if (!holds) problems.push({ field, message });
  };
  const isLocal = isLoopbackHost(env.HOST);
  must(
    command !== 'up' || isLocal,
    'HOST',
    '`armature up` has no passwords, so it listens on loopback only; use `armature serve` for other addresses',
  );
  must(
    command !== 'serve' || isLocal || (env.PUBLIC_URL ?? env.BASE_URL) !== undefined,
    'PUBLIC_URL',
    `must be set, because HOST is not loopback`,
  );
  for (const field of ['PUBLIC_URL', 'BASE_URL'] as const) {
    must(env[field] === undefined || isOrigin(env[field]), field, 'must be an origin without a path, such as https://armature.example.com');
  }
  must(!env.PUBLIC_URL || !env.BASE_URL || env.PUBLIC_URL === env.BASE_URL, 'BASE_URL', 'is another name of PUBLIC_URL; set one of them');
  must(
    roles.length === ROLES_OF_PROCESS.length || env.DATABASE_URL !== undefined,
    'DATABASE_URL',
    'must be set when a process takes only some roles: they meet in one database',
  );
  must(
    env.ARMATURE_SECRET_KEY === undefined || isMasterKey(env.ARMATURE_SECRET_KEY),
    'ARMATURE_SECRET_KEY',
    'must be 32 bytes in base64; `openssl rand -base64 32` makes one',
  );
  for (const [one, other] of BELONG_TOGETHER) {
    must(env[one] === undefined || env[other] !== undefined, other, `must be set together with ${one}`);
    must(env[other] === undefined || env[one] !== undefined, one, `must be set together with ${other}`);
  }
  for (const entry of env.ALLOWED_PRIVATE_HOSTS) {
    must(isHostEntry(entry), 'ALLOWED_PRIVATE_HOSTS', `${JSON.stringify(entry)} is no host name, address or CIDR range`);
  }
  for (const entry of env.TRUSTED_PROXIES) {
    must(
      isIP(entry.split('/')[0] ?? '') !== 0 && isHostEntry(entry),
      'TRUSTED_PROXIES',
      `${JSON.stringify(entry)} is no address or CIDR range`,
    );
  }
  for (const entry of env.MCP_ALLOWED_ORIGINS) {
    must(
      ORIGIN.test(entry) && URL.canParse(entry),
      'MCP_ALLOWED_ORIGINS',
      `${JSON.stringify(entry)} is no origin, such as https://inspector.example.com`,
    );
  }
  must(
    command !== 'up' || !env.OPEN_SIGNUP,
    'OPEN_SIGNUP',
    '`armature up` is for one person and has no passwords; use `armature serve` to let others sign up',
  );
  return problems;
}

const BELONG_TOGETHER = [
  ['SMTP_URL', 'MAIL_FROM'],
  ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
] as const;

export const MASTER_KEY_BYTES = 32;

/** 43 base64 characters and one `=` (standard or URL alphabet). */
export const isMasterKey = (text: string): boolean =>
  /^[A-Za-z0-9+/_-]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === MASTER_KEY_BYTES;

/** Scheme, host and port; pages of browser extensions and editors have schemes of their own. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@,*\\]+\/?$/i;

/** As browsers write it: lower case, and without the port that the scheme implies. */
function asSentOrigin(entry: string): string {
  const { origin } = new URL(entry);
  return origin === 'null' ? entry.toLowerCase().replace(/\/$/, '') : origin;
}

const isOrigin = (text: string): boolean => {
  const { pathname, search, hash, username, password } = new URL(text);
  return pathname === '/' && search + hash + username + password === '';
};

function isHostEntry(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/');
  const family = isIP(address.replace(/^\[|\]$/g, ''));
  if (bits === undefined)
    return (
      family !== 0 ||
      (/^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i.test(address) && !/^[\d.]+$/.test(address))
    );
  return more.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function warningsOf(env: Env): string[] {
  const isReached = env.BASE_DOMAIN === undefined || !isLoopbackHost(new URL(publicUrlOf(env)).hostname);
  return isReached ? [] : ['BASE_DOMAIN is set, but PUBLIC_URL is on loopback: no name below that domain leads here.'];
}
