// The only reader of the environment: one schema, one line per variable. .env.example and docs/reference/env.md are made from it.
import { z } from 'zod';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { FieldError } from '#kernel/errors';

/** What the generated reference shows beside the schema. */
export interface VariableMeta {
  readonly group:
    | 'Where it runs'
    | 'Data'
    | 'Outgoing addresses'
    | 'Programs'
    | 'Scripts'
    | 'Sign-in'
    | 'Alerts'
    | 'Limits'
    | 'Models'
    | 'Observability';
  readonly description: string;
  /** Shown in place of a default that is worked out at start. */
  readonly otherwise?: string | undefined;
  readonly isSecret?: boolean | undefined;
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);

const flag = z.enum(['0', '1', 'true', 'false'], 'must be 1 or 0').transform((text) => text === '1' || text === 'true');

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const httpUrl = url(['http:', 'https:']);
const text = z.string();

/** `a@b` or `Name <a@b>`. */
const MAILBOX = /^(?:[^<>\r\n]{0,100}<[^\s<>@,]{1,64}@[^\s<>@,]{1,189}>|[^\s<>@,]{1,64}@[^\s<>@,]{1,189})$/;

const DOMAIN = /^(?=.{1,190}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

const meta = (group: VariableMeta['group'], description: string, more: Pick<VariableMeta, 'otherwise' | 'isSecret'> = {}) =>
  ({ group, description, ...more }) satisfies VariableMeta;

export const envSchema = z.object({
  PORT: integer(0, 65_535).default(4600).meta(meta('Where it runs', 'Port to listen on; 0 takes a free one.')),
  HOST: text
    .default('127.0.0.1')
    .meta(meta('Where it runs', 'Address to listen on. `armature up` has no passwords and accepts loopback only.')),
  PUBLIC_URL: httpUrl
    .optional()
    .meta(
      meta(
        'Where it runs',
        'Origin under which people and agents reach it, such as https://armature.example.com. Needed when HOST is not loopback.',
        { otherwise: 'http://HOST:PORT' },
      ),
    ),
  TRUSTED_PROXIES: list
    .default([])
    .meta(
      meta(
        'Where it runs',
        'Addresses and CIDR ranges of reverse proxies in front, separated by commas: from them X-Forwarded-For is believed. Without it, all people behind one proxy share its limits.',
      ),
    ),
  MCP_ALLOWED_ORIGINS: list
    .default([])
    .meta(
      meta(
        'Where it runs',
        'Origins of web pages, other than PUBLIC_URL, that may call the MCP endpoints from a browser, separated by commas, such as https://inspector.example.com. Programs that are no browsers need no entry.',
      ),
    ),
  BASE_URL: httpUrl.optional().meta(meta('Where it runs', 'Another name of PUBLIC_URL.')),
  BASE_DOMAIN: text
    .toLowerCase()
    .regex(DOMAIN, 'must be a domain name, such as armature.example.com')
    .optional()
    .meta(
      meta(
        'Where it runs',
        'Domain whose names lead to the published endpoints of organizations as well: https://ORG.BASE_DOMAIN/product-mcp/SOURCE and https://mcp.ORG.BASE_DOMAIN/SOURCE. The paths below PUBLIC_URL keep working.',
      ),
    ),

  ARMATURE_DATA_DIR: text.default('./.armature').meta(meta('Data', 'Folder of the embedded database and the key file.')),
  DATABASE_URL: url(['postgres:', 'postgresql:'])
    .optional()
    .meta(
      meta('Data', 'A PostgreSQL 15 or newer of your own. Several processes on one address share the work.', {
        otherwise: 'an embedded PostgreSQL in the data folder',
        isSecret: true,
      }),
    ),
  ARMATURE_SECRET_KEY: text
    .optional()
    .meta(
      meta(
        'Data',
        'Master key that wraps every stored credential: 32 bytes in base64 (openssl rand -base64 32). All processes on one database need the same one.',
        { otherwise: 'a key file in the data folder, made at the first start', isSecret: true },
      ),
    ),
  RETENTION_DAYS: integer(1, 3650)
    .default(90)
    .meta(meta('Data', 'Days that traces, tool-call bodies and artifacts are kept; an organization may shorten it.')),

  ALLOW_INSECURE_HTTP: flag.default(false).meta(meta('Outgoing addresses', '1 permits http:// to hosts other than loopback.')),
  ALLOWED_PRIVATE_HOSTS: list
    .default([])
    .meta(meta('Outgoing addresses', 'Private hosts that may be reached, separated by commas: names, addresses, CIDR ranges.')),

  ALLOW_STDIO: flag
    .default(false)
    .meta(
      meta('Programs', '1 permits servers of the transport stdio_hosted, which run programs on this host as the user of this process.'),
    ),

  SANDBOX_ENGINE: z
    .enum(['quickjs', 'isolated-vm'], 'must be quickjs or isolated-vm')
    .default('quickjs')
    .meta(
      meta(
        'Scripts',
        'What runs the scripts of code mode: quickjs (slower in arithmetic, can wait for an approval inside a call), or isolated-vm, an optional dependency (faster, cannot wait).',
      ),
    ),
  SANDBOX_SLOTS: integer(1, 64)
    .optional()
    .meta(meta('Scripts', 'Scripts that one process runs at a time; others wait.', { otherwise: 'the number of processors, at least 2' })),

  OPEN_SIGNUP: flag.default(false).meta(meta('Sign-in', '1 lets anyone sign up; otherwise, after the first person, only by invitation.')),
  SMTP_URL: url(['smtp:', 'smtps:'])
    .refine((given) => !URL.canParse(given) || new URL(given).hostname !== '', 'must name a host')
    .optional()
    .meta(
      meta(
        'Sign-in',
        'Mail server for verification, password reset, invitations and alerts, such as smtps://user:password@mail.example.com.',
        {
          otherwise: 'no mail is sent, and e-mail addresses stay unverified',
          isSecret: true,
        },
      ),
    ),
  MAIL_FROM: text
    .regex(MAILBOX, 'must be an address, such as armature@example.com or Armature <armature@example.com>')
    .optional()
    .meta(meta('Sign-in', 'Sender of those mails, such as Armature <armature@example.com>. Needed with SMTP_URL.')),
  GOOGLE_CLIENT_ID: text.optional().meta(meta('Sign-in', 'OAuth client of yours for sign-in with Google.')),
  GOOGLE_CLIENT_SECRET: text.optional().meta(meta('Sign-in', 'Its secret.', { isSecret: true })),
  GITHUB_CLIENT_ID: text.optional().meta(meta('Sign-in', 'OAuth client of yours for sign-in with GitHub.')),
  GITHUB_CLIENT_SECRET: text.optional().meta(meta('Sign-in', 'Its secret.', { isSecret: true })),

  SLACK_CLIENT_ID: text
    .optional()
    .meta(
      meta(
        'Alerts',
        'Slack app of yours for Connect Slack: redirect URL PUBLIC_URL/slack/callback; bot scopes chat:write, chat:write.public, channels:read; token rotation off.',
        { otherwise: 'alerts go to Slack through incoming webhooks only' },
      ),
    ),
  SLACK_CLIENT_SECRET: text.optional().meta(meta('Alerts', 'Its secret.', { isSecret: true })),

  WORKER_CONCURRENCY: integer(1, 64).default(4).meta(meta('Limits', 'Runs that one process executes at a time.')),
  RUN_WAIT_SECONDS: integer(1, 55).default(55).meta(meta('Limits', 'Longest time a request waits for a run to end.')),
  RATE_LIMIT_PER_MINUTE: integer(1, 1_000_000).default(600).meta(meta('Limits', 'Requests per minute and API key.')),
  CATALOG_SYNC_HOURS: integer(0, 720)
    .default(1)
    .meta(meta('Limits', 'Hours between automatic catalog syncs of a server that has no interval of its own; 0 switches them off.')),

  ALLOW_MODEL_REQUESTS: flag
    .default(true)
    .meta(meta('Models', '0 makes every request to a model provider an error; the step script (no AI) still runs.')),
  ANTHROPIC_API_KEY: text
    .optional()
    .meta(meta('Models', "Anthropic key for models that have no key of their organization's own.", { isSecret: true })),
  OPENAI_API_KEY: text
    .optional()
    .meta(meta('Models', "OpenAI key for models that have no key of their organization's own.", { isSecret: true })),
  GOOGLE_GENERATIVE_AI_API_KEY: text
    .optional()
    .meta(meta('Models', "Google key for models that have no key of their organization's own.", { isSecret: true })),

  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info')
    .meta(meta('Observability', 'Least severe message that is logged: debug, info, warn, error or silent.')),
  LOG_FORMAT: z
    .enum(['json', 'text'], 'must be json or text')
    .optional()
    .meta(
      meta('Observability', 'json: one object a line. text: for reading.', {
        otherwise: 'text for `armature up`, json for `armature serve`',
      }),
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional().meta(meta('Observability', 'Where OpenTelemetry spans are sent; unset sends none.')),
});

export type Env = z.output<typeof envSchema>;
export type EnvName = keyof Env;

export const metaOf = (name: EnvName): VariableMeta => envSchema.shape[name].meta() as unknown as VariableMeta;

const LIMIT_NAME = /^[A-Z][A-Z0-9_]{0,63}$/;
const [MIN_LIMIT_MS, MAX_LIMIT_MS] = [1_000, 120_000];

/** Variables that may set a time limit of scripts, in milliseconds: which of them do, bundles' manifests say. Others are left out. */
export function readTimeLimits(source: Readonly<Record<string, string | undefined>> = process.env): ReadonlyMap<string, number> {
  const entries = Object.entries(source).flatMap(([name, value]) => {
    const digits = value?.trim() ?? '';
    const ms = LIMIT_NAME.test(name) && /^\d{4,6}$/.test(digits) ? Number(digits) : 0;
    return ms >= MIN_LIMIT_MS && ms <= MAX_LIMIT_MS ? [[name, ms] as const] : [];
  });
  return new Map(entries);
}

/** Every wrong variable at once. An empty variable counts as unset. Values are never repeated in messages. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Outcome<Env, FieldError[]> {
  const given = Object.fromEntries(
    Object.keys(envSchema.shape).flatMap((name) => {
      const value = source[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const result = envSchema.safeParse(given);
  if (result.success) return ok(result.data);
  return failed(result.error.issues.map((issue) => ({ field: String(issue.path[0]), message: issue.message })));
}
