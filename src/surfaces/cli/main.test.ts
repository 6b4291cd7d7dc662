import { expect, test } from 'vitest';
import { runCli } from './main.ts';
import type { Operator, SecretsReport } from './operator.ts';
import type { Terminal } from './terminal.ts';

const refuse = () => Promise.reject(new Error('not called in this test'));
const operator: Operator = {
  serve: refuse,
  migrate: () => Promise.resolve(['0001_first.sql']),
  createKey: () => Promise.resolve('amt_token'),
  rotateSecrets: ({ newKey, skipUnreadable }) => {
    const place =
      newKey === undefined ? { keyFile: 'data/secret.key', backup: 'data/secret.key.former-1' } : { keyFile: null, backup: null };
    return Promise.resolve({
      outcome: 'rotated',
      secrets: 2,
      skipped: skipUnreadable ? 1 : 0,
      unreadable: 0,
      staleKeyFile: null,
      ...place,
    });
  },
  checkSecrets: () => Promise.resolve(stored),
  resetAccount: refuse,
  signInLink: refuse,
  doctor: refuse,
};
const NO_FAULTS: SecretsReport = {
  key: 'in force',
  secrets: 2,
  unreadable: [],
  isInstanceSecretReadable: true,
  preparedByRotation: null,
  nextKeyFile: null,
};
let stored = NO_FAULTS;

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    isInteractive: false,
    env: { HOME: '/nonexistent', ...env },
    signal: new AbortController().signal,
    sleep: () => Promise.resolve(),
    now: () => 0,
  };
  const code = await runCli(argv, { operator, terminal, version: '1.2.3' });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('--help names every command and the exit codes, and succeeds', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const command of ['up', 'serve', 'migrate', 'keys', 'accounts', 'secrets', 'doctor', 'servers', 'run', 'login', 'status'])
    expect(out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect(out).toContain('3 undecided');
});

test('--version prints the version', async () => {
  expect(await run(['--version'])).toMatchObject({ code: 0, out: '1.2.3' });
});

test.each([
  [['nonsense'], "unknown command 'nonsense'"],
  [['run'], 'Name a workflow, or give --all'],
  [['run', 'wf_1', '--max-cost', 'much'], 'must be a number of US dollars'],
  [['status', '--range', '1y'], 'Allowed choices are 24h, 7d, 30d'],
  [['proposals', 'show'], "missing required argument 'proposalId'"],
  [['servers', 'add', '--stdio', '--name', 'a', '--bearer-env', 'X', '--', 'prog'], 'for URLs only'],
  [['servers', 'add', 'http://127.0.0.1:1/mcp', 'more', '--name', 'a'], 'for --stdio only'],
  [['run', 'wf_1', '--timeout', 'soon'], 'must be a whole number'],
  [['serve', '--roles', 'web,cook'], '"cook" is none of web, worker'],
  [['servers', 'add', 'http://127.0.0.1:1/mcp'], "required option '--name <name>' not specified"],
  [['secrets', 'rotate'], 'ARMATURE_NEW_SECRET_KEY, or --generate'],
  [['run', 'wf_1'], 'No API key'],
  [['run', 'wf_1', '--url', 'nowhere', '--api-key', 'k'], 'is not a URL'],
  [['servers', 'add', 'http://127.0.0.1:1/mcp', '--name', 'a', '--api-key', 'k', '--bearer-env', 'UNSET'], 'the variable UNSET is not set'],
  [['servers', 'add', 'http://127.0.0.1:1/mcp', '--name', 'a', '--api-key', 'k', '--header-env', 'X-Tenant'], 'is not <header>=<VARIABLE>'],
  [['doctor', 'nowhere'], 'is not a URL'],
  [['doctor', 'http://127.0.0.1:1/mcp', '--transport', 'pigeon'], 'must be streamable_http or sse'],
])('%j is a usage error that says what is wrong', async (argv, message) => {
  const { code, err } = await run(argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('an instance that cannot be reached is undecided, never a pass', async () => {
  const { code, err } = await run(['run', 'wf_1', '--wait'], { ARMATURE_API_KEY: 'k', ARMATURE_URL: 'http://127.0.0.1:1' });
  expect(code).toBe(3);
  expect(err).toContain('Could not reach http://127.0.0.1:1');
});

test('keys create prints only the token', async () => {
  expect(await run(['keys', 'create', '--org', 'demo', '--name', 'ci', '--role', 'editor'])).toEqual({
    code: 0,
    out: 'amt_token',
    err: '',
  });
});

test('secrets rotate takes the new key from the environment or makes one, never both, and never shows it', async () => {
  const given = await run(['secrets', 'rotate'], { ARMATURE_NEW_SECRET_KEY: 'the-new-key' });
  expect(given).toMatchObject({ code: 0, out: expect.stringContaining('Set ARMATURE_SECRET_KEY') });
  expect(given.out + given.err).not.toContain('the-new-key');
  const made = await run(['secrets', 'rotate', '--generate', '--skip-unreadable']);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('data/secret.key.former-1') });
  expect(made.out).toContain('1 did not open before');
  expect(await run(['secrets', 'rotate', '--generate'], { ARMATURE_NEW_SECRET_KEY: 'the-new-key' })).toMatchObject({ code: 2 });
});

test.each<[Partial<SecretsReport>, number, string]>([
  [{}, 0, '2 stored secrets, every one opens'],
  [{ secrets: 1, key: 'unsealed' }, 0, 'No master key is in force yet'],
  [{ unreadable: ['sec_1'] }, 1, '1 do not open: sec_1'],
  [{ isInstanceSecretReadable: false }, 1, 'secret of the instance'],
  [{ preparedByRotation: 1 }, 0, 'This key stays in force'],
  [{ key: 'another' }, 1, 'not the one in force. Restore'],
  [{ key: 'another', nextKeyFile: 'data/secret.key.next' }, 1, 'data/secret.key.next is: run "armature secrets rotate --generate" again'],
])('secrets check of %j ends with %i', async (report, code, text) => {
  stored = { ...NO_FAULTS, ...report };
  expect(await run(['secrets', 'check'])).toMatchObject({ code, out: expect.stringContaining(text) });
  expect(JSON.parse((await run(['secrets', 'check', '--json'])).out)).toEqual(stored);
});

test('a program to be started keeps its own arguments, and --json after "--" is not ours', async () => {
  const { code, out } = await run(['servers', 'add', '--stdio', '--name', 'a', '--', 'prog', '--json'], {
    ARMATURE_API_KEY: 'k',
    ARMATURE_URL: 'http://127.0.0.1:1',
  });
  expect([code, out]).toEqual([3, '']);
});
