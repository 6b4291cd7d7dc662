// What an operator may set, and how wrong settings are refused.
import { describe, expect, test } from 'vitest';
import { createConfig } from './config.ts';
import type { Config, StartMode } from './config.ts';
import { readEnv, readTimeLimits } from './env.ts';

const UP: StartMode = { command: 'up' };
const SERVE: StartMode = { command: 'serve' };

function configOf(source: Record<string, string>, mode: StartMode = UP) {
  const env = readEnv(source);
  return env.ok ? createConfig(env.value, mode) : env;
}

function good(source: Record<string, string>, mode: StartMode = UP): Config {
  const config = configOf(source, mode);
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

const wrongFields = (source: Record<string, string>, mode: StartMode = UP): string[] => {
  const config = configOf(source, mode);
  return config.ok ? [] : config.error.map(({ field }) => field);
};

test('an empty environment gives the documented defaults', () => {
  const config = good({});
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 4600,
    roles: ['web', 'worker'],
    databaseUrl: undefined,
    sandbox: { engine: 'quickjs', slots: undefined },
    log: { level: 'info', format: 'text' },
    warnings: [],
  });
  expect(config.dataDir.endsWith('/.armature')).toBe(true);
  expect(config.settings).toEqual({
    publicUrl: 'http://127.0.0.1:4600',
    addressPolicy: { allowLoopback: true, allowInsecureHttp: false, allowedPrivateHosts: [] },
    retentionDays: 90,
    workerConcurrency: 4,
    runWaitSeconds: 55,
    rateLimitPerMinute: 600,
    trustedProxies: [],
    mcpAllowedOrigins: [],
    catalogSyncHours: 1,
    allowStdio: false,
    openSignup: false,
    allowModelRequests: true,
    singleUser: true,
  });
});

test('every wrong variable is named at once, and no value is repeated', () => {
  const config = configOf({ PORT: 'eighty', RETENTION_DAYS: '0', DATABASE_URL: 'mysql://root:hunter2@db/x', LOG_LEVEL: 'loud' });
  expect(config).toMatchObject({ ok: false });
  expect(JSON.stringify(config)).not.toMatch(/eighty|hunter2|loud/);
  expect(wrongFields({ PORT: 'eighty', RETENTION_DAYS: '0', DATABASE_URL: 'mysql://db/x', LOG_LEVEL: 'loud' })).toEqual([
    'PORT',
    'DATABASE_URL',
    'RETENTION_DAYS',
    'LOG_LEVEL',
  ]);
});

describe('one wrong value names its variable', () => {
  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4600.5'],
    ['PUBLIC_URL', 'armature.example.com'],
    ['PUBLIC_URL', 'https://armature.example.com/app'],
    ['PUBLIC_URL', 'ftp://armature.example.com'],
    ['ARMATURE_SECRET_KEY', 'c2hvcnQ='],
    ['ARMATURE_SECRET_KEY', 'x'.repeat(44)],
    ['WORKER_CONCURRENCY', '0'],
    ['RUN_WAIT_SECONDS', '56'],
    ['CATALOG_SYNC_HOURS', 'six'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['ALLOW_MODEL_REQUESTS', 'no'],
    ['ALLOWED_PRIVATE_HOSTS', '10.0.0.0/33'],
    ['ALLOWED_PRIVATE_HOSTS', '10.0.0.256'],
    ['ALLOWED_PRIVATE_HOSTS', 'ok.internal,not ok'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
    ['ALLOW_STDIO', 'yes'],
    ['OPEN_SIGNUP', '2'],
    ['OPEN_SIGNUP', '1'],
    ['TRUSTED_PROXIES', 'proxy.internal'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['MCP_ALLOWED_ORIGINS', '*'],
    ['MCP_ALLOWED_ORIGINS', 'null'],
    ['MCP_ALLOWED_ORIGINS', 'https://*.example.com'],
    ['MCP_ALLOWED_ORIGINS', 'inspector.example.com'],
    ['MCP_ALLOWED_ORIGINS', 'https://inspector.example.com/app'],
    ['MCP_ALLOWED_ORIGINS', 'https://user@inspector.example.com'],
    ['HOST', '0.0.0.0'],
  ])('%s=%s', (name, value) => {
    expect(wrongFields({ [name]: value })).toEqual([name]);
  });
});

test.each([
  ['names, addresses and ranges', '10.0.0.0/8, fd00::/8,db.internal,192.168.1.4', ['10.0.0.0/8', 'fd00::/8', 'db.internal', '192.168.1.4']],
  ['an empty list', ' , ', []],
])('private hosts may be %s', (_what, value, hosts) => {
  expect(good({ ALLOWED_PRIVATE_HOSTS: value }).settings.addressPolicy.allowedPrivateHosts).toEqual(hosts);
});

test('origins that may call from a browser are kept as browsers write them', () => {
  const given = 'https://Inspector.example.com:443/, http://localhost:6274,chrome-extension://AbCdEf';
  expect(good({ MCP_ALLOWED_ORIGINS: given }).settings.mcpAllowedOrigins).toEqual([
    'https://inspector.example.com',
    'http://localhost:6274',
    'chrome-extension://abcdef',
  ]);
});

test('serving beyond this machine needs the address people use', () => {
  expect(wrongFields({ HOST: '0.0.0.0' }, SERVE)).toEqual(['PUBLIC_URL']);
  const config = good({ HOST: '0.0.0.0', PUBLIC_URL: 'https://armature.example.com/' }, SERVE);
  expect(config.settings).toMatchObject({
    publicUrl: 'https://armature.example.com',
    singleUser: false,
    addressPolicy: { allowLoopback: false },
  });
  expect(config.log.format).toBe('json');
});

test('a command on the data asks nothing about where a server would listen', () => {
  expect(good({ HOST: '0.0.0.0' }, { command: 'operate' })).toMatchObject({ host: '0.0.0.0', settings: { singleUser: false } });
  expect(wrongFields({ HOST: '0.0.0.0', DATABASE_URL: 'here' }, { command: 'operate' })).toEqual(['DATABASE_URL']);
});

describe('the Slack app', () => {
  test('is taken when both of its variables are set, and has an effect', () => {
    const config = good({ SLACK_CLIENT_ID: '111.222', SLACK_CLIENT_SECRET: 'hush' });
    expect(config.slackClient).toEqual({ clientId: '111.222', clientSecret: 'hush' });
    expect(config.warnings).toEqual([]);
    expect(good({}).slackClient).toBeUndefined();
  });

  test('with one variable names the other', () => {
    expect(wrongFields({ SLACK_CLIENT_ID: '111.222' })).toEqual(['SLACK_CLIENT_SECRET']);
    expect(wrongFields({ SLACK_CLIENT_SECRET: 'hush' })).toEqual(['SLACK_CLIENT_ID']);
  });
});

test('a process with one role needs a shared database', () => {
  expect(wrongFields({}, { command: 'serve', roles: ['worker'] })).toEqual(['DATABASE_URL']);
  expect(good({ DATABASE_URL: 'postgres://db.example.com/armature' }, { command: 'serve', roles: ['worker'] }).roles).toEqual(['worker']);
});

test('BASE_URL is PUBLIC_URL, and the two may not differ', () => {
  expect(good({ BASE_URL: 'https://a.example.com' }).settings.publicUrl).toBe('https://a.example.com');
  expect(wrongFields({ BASE_URL: 'https://a.example.com', PUBLIC_URL: 'https://b.example.com' })).toEqual(['BASE_URL']);
});

test('an empty variable counts as unset', () => {
  expect(good({ PORT: ' ', DATABASE_URL: '', RETENTION_DAYS: '' })).toMatchObject({ port: 4600, databaseUrl: undefined });
});

test('a domain for published endpoints is a name, and is reported where nobody could come by it', () => {
  const served = good({ BASE_DOMAIN: 'Armature.Example.com', PUBLIC_URL: 'https://armature.example.com' }, SERVE);
  expect([served.settings.baseDomain, served.warnings]).toEqual(['armature.example.com', []]);
  expect(good({ BASE_DOMAIN: 'example.com' }).warnings).toEqual([expect.stringContaining('PUBLIC_URL is on loopback')]);
  for (const wrong of ['localhost', 'https://example.com', '.example.com', 'example..com', 'a_b.example.com', 'example.com:4600']) {
    expect(wrongFields({ BASE_DOMAIN: wrong })).toEqual(['BASE_DOMAIN']);
  }
});

describe('sign-in', () => {
  const smtp = { SMTP_URL: 'smtps://user:secret@mail.example.com', MAIL_FROM: 'Armature <armature@example.com>' };

  test('a mail server comes with its sender, and neither is a setting that is shown around', () => {
    const config = good(smtp, SERVE);
    expect(config.smtp).toEqual({ url: smtp.SMTP_URL, from: smtp.MAIL_FROM });
    expect(JSON.stringify(config.settings)).not.toContain('secret');
    expect(good({}).smtp).toBeUndefined();
  });

  test.each(['SMTP_URL', 'MAIL_FROM'] as const)('%s alone names what is missing', (name) => {
    expect(wrongFields({ [name]: smtp[name] })).toEqual([name === 'SMTP_URL' ? 'MAIL_FROM' : 'SMTP_URL']);
  });

  test.each(['mail.example.com', 'https://mail.example.com', 'smtp://'])('%s is no mail server', (url) => {
    expect(wrongFields({ ...smtp, SMTP_URL: url })).toEqual(['SMTP_URL']);
  });

  test.each(['Armature', 'a@b, c@d', '<a@b> x', 'Armature <a@b'])('%s is no sender', (from) => {
    expect(wrongFields({ ...smtp, MAIL_FROM: from })).toEqual(['MAIL_FROM']);
  });

  test('a provider needs both halves of its client', () => {
    expect(good({ GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 'hush' }).signInProviders).toEqual({
      google: undefined,
      github: { clientId: 'id', clientSecret: 'hush' },
    });
    expect(wrongFields({ GOOGLE_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 'hush' })).toEqual(['GOOGLE_CLIENT_SECRET', 'GITHUB_CLIENT_ID']);
  });

  test('programs on this host and open sign-up are off until switched on', () => {
    expect(good({}).settings).toMatchObject({ allowStdio: false, openSignup: false });
    expect(good({ ALLOW_STDIO: '1', OPEN_SIGNUP: '1' }, SERVE).settings).toMatchObject({ allowStdio: true, openSignup: true });
  });

  test('proxies are addresses and ranges', () => {
    expect(good({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).settings.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
  });
});

test('an IPv6 host is written as an address', () => {
  expect(good({ HOST: '::1', PORT: '80' }).settings.publicUrl).toBe('http://[::1]:80');
});

test('time limits of scripts are the variables that hold one, and no other', () => {
  const source = {
    A_LIMIT_MS: '1000',
    B: ' 120000 ',
    C: '999',
    D: '120001',
    E: '5000ms',
    lower: '5000',
    ARMATURE_SECRET_KEY: 'secret',
    F: '',
    G: undefined,
  };
  expect([...readTimeLimits(source)]).toEqual([
    ['A_LIMIT_MS', 1_000],
    ['B', 120_000],
  ]);
});

test('the engine of the sandbox and how many scripts run at a time may be set', () => {
  expect(good({ SANDBOX_ENGINE: 'isolated-vm', SANDBOX_SLOTS: '3' }).sandbox).toEqual({ engine: 'isolated-vm', slots: 3 });
  expect(wrongFields({ SANDBOX_ENGINE: 'v8', SANDBOX_SLOTS: '0' })).toEqual(['SANDBOX_ENGINE', 'SANDBOX_SLOTS']);
});
