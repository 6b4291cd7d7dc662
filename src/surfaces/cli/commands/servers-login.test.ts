// armature servers login: which profile, what is printed, and when it ends.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { loginServerCommand } from './servers-login.ts';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

const profile = (more: object = {}) => ({
  id: 'auth_1',
  name: 'Main',
  kind: 'oauth_authorization_code',
  isDefault: true,
  grantState: 'pending',
  grantError: null,
  ...more,
});

const pageOf = (rows: readonly object[] = []) => ({ rows, total: rows.length });

/** Answers each look at the profiles with the next of `looks`, and then with the last one. */
async function instance(looks: readonly object[][]) {
  let look = 0;
  const server = createServer((request, response) => {
    const isOrg = request.url?.endsWith('/org') === true;
    const body = isOrg ? { organization: { slug: 'shop' } } : pageOf(looks[Math.min(look++, looks.length - 1)]);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(() => void server.close());
  const out: string[] = [];
  let now = 0;
  const terminal: Terminal = {
    out: (line) => void out.push(line),
    err: (line) => void out.push(`! ${line}`),
    isInteractive: false,
    env: { HOME: '/nonexistent' },
    signal: new AbortController().signal,
    sleep: async (ms) => void (now += ms),
    now: () => now,
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { out, url, login: (flags: object = {}) => loginServerCommand('mcp_1', { url, apiKey: 'amt_x', ...flags }, terminal) };
}

describe('armature servers login', () => {
  test('prints where to go, says what went wrong once, and ends when the profile is connected', async () => {
    const failing = [profile({ grantError: 'as.example.test refused: invalid_scope.' })];
    const { login, out, url } = await instance([[profile()], failing, failing, [profile({ grantState: 'connected' })]]);
    expect(await login()).toBe(0);
    expect(out).toEqual([
      `Open this address and sign in there:\n${url}/o/shop/servers/mcp_1?tab=auth&connect=auth_1`,
      '! as.example.test refused: invalid_scope.',
      '"Main" is connected.',
    ]);
  });

  test('does nothing for a profile that is connected', async () => {
    const { login, out } = await instance([[profile({ grantState: 'connected' })]]);
    expect(await login()).toBe(0);
    expect(out).toEqual([expect.stringContaining('connected already')]);
  });

  test('gives up after ten minutes, undecided', async () => {
    const { login } = await instance([[profile()]]);
    await expect(login()).rejects.toMatchObject({ exitCode: 3 });
  });

  test('asks which of several, and refuses what needs no sign-in', async () => {
    const two = [
      profile({ isDefault: false }),
      profile({ id: 'auth_2', name: 'Second', isDefault: false }),
      profile({ name: 'Key', kind: 'bearer' }),
    ];
    const { login } = await instance([two]);
    await expect(login()).rejects.toMatchObject({ exitCode: 2, message: 'Choose one with --profile: Main, Second' });
    await expect(login({ profile: 'key' })).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('needs no sign-in') });
    await expect(login({ profile: 'nobody' })).rejects.toMatchObject({ exitCode: 2 });
  });
});
