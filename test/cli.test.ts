// The command line from end to end: the real program, a really started instance, and an MCP server that others wrote.
import { execFileSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connect } from '#platform/db/connect';
import { makeScratch } from '#test/armature-process';
import type { Finished, Scratch } from '#test/armature-process';
import { freePort, startPeer } from '#test/peers';
import type { Peer } from '#test/peers';
import { cloneTemplate } from '#test/test-database';

let scratch: Scratch;
let instance: Awaited<ReturnType<Scratch['up']>>;
let peer: Peer;
let token: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  scratch = await makeScratch();
  [peer, instance] = await Promise.all([startPeer('everythingHttp', scratch.dir), scratch.up()]);
}, 90_000);
afterAll(async () => {
  await instance?.stop();
  await peer?.stop();
  await scratch?.remove();
}, 60_000);

const cli = (...args: readonly string[]): Promise<Finished> => scratch.run(args, env);

/** The REST API with the key that the command line made. */
async function rest(method: string, path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> {
  const response = await fetch(`${instance.url}/api/armature/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

async function addWorkflow(mcpServerId: string, contains: string, categories: readonly string[] = []): Promise<string> {
  const { id, error } = await rest('POST', '/workflows', {
    name: 'Echo & "sum" <of two>',
    categories,
    mcpServerId,
    testerModelId: 'script/steps',
    testerPrompt: ['1. call echo with {"message": "hello"}', '2. call get-sum with {"a": 2, "b": 3}', 'answer ${2.text}'].join('\n'),
    criteria: [
      { kind: 'check', check: { kind: 'tool_order', tools: ['echo', 'get-sum'] } },
      { kind: 'check', check: { kind: 'final_answer', contains } },
    ],
  });
  expect(error).toBeUndefined();
  return id;
}

test('keys create prints only the token while the instance runs, and the key works', { timeout: 60_000 }, async () => {
  const made = await cli('keys', 'create', '--org', 'demo', '--name', 'ci', '--role', 'editor');
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(/^amt_[0-9A-Za-z]{12}_[0-9A-Za-z]{40}$/);
  token = made.out;
  env = { ARMATURE_URL: instance.url, ARMATURE_API_KEY: token };
  expect((await rest('GET', '/org')).actor).toMatchObject({ apiKeyName: 'ci', role: 'editor' });

  const again = await cli('keys', 'create', '--org', 'demo', '--name', 'ci', '--role', 'editor');
  expect([again.code, again.out]).toEqual([2, '']);
  expect(again.err).toContain('name: is taken');
  expect(await cli('keys', 'create', '--org', 'nobodys', '--name', 'x', '--role', 'editor')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('nobodys'),
  });
  expect(await cli('keys', 'create', '--org', 'demo', '--name', 'x', '--role', 'king', '--json')).toMatchObject({
    code: 2,
    out: expect.stringContaining('"usage"'),
  });
});

describe('a server of others', () => {
  let serverId: string;

  test('is added, listed and probed', { timeout: 60_000 }, async () => {
    const added = await cli('servers', 'add', peer.url, '--name', 'Everything', '--category', 'echo', '--json');
    expect([added.code, added.err]).toEqual([0, '']);
    const server = JSON.parse(added.out);
    expect(server).toMatchObject({ name: 'Everything', health: 'healthy', toolCount: 13 });
    serverId = server.id;
    expect((await cli('servers', 'list')).out).toContain(`${serverId}  Everything  production  healthy  ${peer.url}`);
    const probed = await cli('servers', 'probe', serverId);
    expect([probed.code, probed.out]).toEqual([0, expect.stringMatching(/^ok {2}legacy 2025-11-25 {2}13 tools/)]);
    expect(await cli('servers', 'sync', serverId)).toMatchObject({ code: 3, err: expect.stringContaining('needs the role admin') });
    expect(await cli('servers', 'add', peer.url, '--name', 'Everything')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('conflict'),
    });
  });

  test('passes: exit 0, the verdicts on the screen and in JUnit', { timeout: 60_000 }, async () => {
    const workflowId = await addWorkflow(serverId, 'The sum of 2 and 3 is 5.');
    const file = join(scratch.dir, 'out.xml');
    const ran = await cli('run', workflowId, '--wait', '--junit', file, '--reason', 'CI');
    expect([ran.code, ran.out]).toEqual([
      0,
      expect.stringMatching(/^PASS {2}Echo & "sum" <of two> {2}\(script\/steps, no AI\)\n {2}pass .*\n {2}pass /),
    ]);
    expect(ran.out).toContain(`${instance.url}/o/demo/runs/run_`);
    const xml = await readFile(file, 'utf8');
    expect(faultOfXml(xml)).toBeUndefined();
    expect(xml).toContain('<testsuites name="armature" tests="2" failures="0" errors="0">');
    expect(xml).toContain('classname="Echo &amp; &quot;sum&quot; &lt;of two&gt;"');
  });

  test('fails where a criterion cannot hold: exit 1, and JUnit names it', { timeout: 60_000 }, async () => {
    const workflowId = await addWorkflow(serverId, 'The sum of 2 and 3 is 6.');
    const file = join(scratch.dir, 'fail.xml');
    const ran = await cli('run', workflowId, '--wait', '--junit', file, '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out).runs).toMatchObject([
      { status: 'partial', testerKind: 'script', criteria: [{ verdict: 'pass' }, { verdict: 'fail' }] },
    ]);
    const xml = await readFile(file, 'utf8');
    expect(faultOfXml(xml)).toBeUndefined();
    expect(xml).toContain('tests="2" failures="1" errors="0"');
    expect(xml).toContain('<failure message="fail, by rule">');
  });

  test('without --wait answers at once with the place of the run, and the same key gives the same run', { timeout: 60_000 }, async () => {
    const workflowId = await addWorkflow(serverId, '5');
    const [first, second] = [
      await cli('run', workflowId, '--idempotency-key', 'abc'),
      await cli('run', workflowId, '--idempotency-key', 'abc'),
    ];
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.out).toMatch(/^queued {3}script\/steps {2}http\S+\/runs\/run_[0-9a-f-]{36}$/);
    expect(second.out).toBe(`${first.out}  (already there)`);
  });

  test(
    'all workflows of a category together: one that fails fails the gate, a budget of nothing is kept by scripts',
    { timeout: 60_000 },
    async () => {
      const ids = [await addWorkflow(serverId, 'The sum of 2 and 3 is 5.', ['gate']), await addWorkflow(serverId, '5', ['gate', 'more'])];
      const summary = join(scratch.dir, 'summary.md');
      const ran = await cli('run', '--all', '--category', 'gate', '--max-cost', '0', '--summary', summary, '--json');
      expect([ran.code, ran.err]).toEqual([0, '']);
      const told = JSON.parse(ran.out);
      expect(told).toMatchObject({ outcome: 'passed', exitCode: 0, costUsd: 0, maxCostUsd: 0, gaveUp: null });
      expect(told.runs.map((run: { workflowId: string }) => run.workflowId).toSorted()).toEqual(ids.toSorted());
      expect((await readFile(summary, 'utf8')).match(/✅ pass/g)).toHaveLength(2);
      await addWorkflow(serverId, 'nothing it says', ['gate']);
      const failing = await cli('run', '--all', '--category', 'gate', 'more', '--wait');
      expect([failing.code, failing.out]).toEqual([1, expect.stringMatching(/^FAILED {2}2 of 3 runs passed, \$0\.0000$/m)]);
      expect(await cli('run', '--all', '--category', 'nobodys', '--wait')).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('nothing was run'),
      });
      const bad = await cli('run', '--all', '--category', 'Not A Slug', '--wait', '--json');
      expect([bad.code, JSON.parse(bad.out).error.details.fieldErrors[0].field]).toEqual([2, 'category']);
    },
  );

  test('is undecided when nothing can be said: exit 3', { timeout: 60_000 }, async () => {
    const dead = `http://127.0.0.1:${await freePort()}/mcp`;
    const { id } = await rest('POST', '/mcp-servers', { name: 'Gone', baseUrl: dead, skipProbe: true });
    const { id: workflowId } = await rest('POST', '/workflows', {
      name: 'Unreachable',
      mcpServerId: id,
      testerModelId: 'script/steps',
      testerPrompt: '1. call echo\nanswer x',
      retryPolicy: { maxAttempts: 1 },
      criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
    });
    const file = join(scratch.dir, 'error.xml');
    const ran = await cli('run', workflowId, '--wait', '--junit', file);
    expect([ran.code, ran.out]).toEqual([3, expect.stringMatching(/^ERROR {2}Unreachable .*blame: network\n {2}error: /)]);
    const xml = await readFile(file, 'utf8');
    expect(faultOfXml(xml)).toBeUndefined();
    expect(xml).toContain('errors="1"');
    expect(await cli('servers', 'probe', id)).toMatchObject({ code: 1, out: expect.stringMatching(/^connect_failed: /) });
    expect(await cli('servers', 'add', dead, '--name', 'Dead')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('probe_failed'),
    });
  });

  test('a workflow nobody has is a mistake of the caller: exit 2', { timeout: 60_000 }, async () => {
    expect(await cli('run', 'wf_nobodys', '--wait')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('workflow_not_found'),
    });
    expect(await cli('run', '../org', '--wait')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('workflow_not_found') });
  });
});

describe('credentials', () => {
  test('login keeps url and key in a file for this person alone, and the next commands use them', { timeout: 60_000 }, async () => {
    const login = await scratch.run(['login', '--url', instance.url, '--api-key', token]);
    expect([login.code, login.out]).toEqual([0, expect.stringContaining('Signed in to Demo (demo)')]);
    const file = join(scratch.dir, '.config', 'armature', 'login.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const status = await scratch.run(['status', '--json']);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      organization: { slug: 'demo' },
      actor: { role: 'editor' },
      range: '24h',
      runs: { running: expect.any(Number), passRate: expect.any(Number) },
      servers: expect.arrayContaining([expect.objectContaining({ name: 'Everything', health: 'healthy' })]),
    });
    const week = await scratch.run(['status', '--range', '7d']);
    expect([week.code, week.err]).toEqual([0, '']);
    expect(week.out).toMatch(/^Demo \(demo\) at http\S+, role editor\nruns in 7d: \d+ pass, /);
    expect(week.out).toMatch(/^workflows: \d+ active, 0 paused, \d+ failing$/m);
    expect(`${login.out}${login.err}${status.out}`).not.toContain(token);
  });

  test('that are wrong, and an instance that is not there, are undecided: exit 3', { timeout: 60_000 }, async () => {
    const wrong = await scratch.run(['status'], { ARMATURE_URL: instance.url, ARMATURE_API_KEY: 'amt_nope' });
    expect(wrong).toMatchObject({ code: 3, out: '', err: expect.stringContaining('unauthenticated') });
    const absent = await scratch.run(['run', 'wf_1', '--wait'], {
      ARMATURE_URL: `http://127.0.0.1:${await freePort()}`,
      ARMATURE_API_KEY: 'k',
    });
    expect(absent).toMatchObject({ code: 3, out: '', err: expect.stringContaining('Could not reach') });
  });
});

describe('doctor', () => {
  test('tells era, protocol and tools of a server, without any instance or database', { timeout: 60_000 }, async () => {
    const elsewhere = await makeScratch();
    try {
      const { code, out } = await elsewhere.run(['doctor', peer.url]);
      expect(code).toBe(0);
      expect(out).toContain(`at ${peer.url}`);
      expect(out).toMatch(/speaks +2025-11-25 \(legacy era\)/);
      expect(out).toMatch(/offers +13 tools, 7 resources, 2 templates, 4 prompts/);
      for (const tool of ['echo', 'get-sum']) expect(out).toMatch(new RegExp(`^ +${tool}\\b`, 'm'));
      await expect(stat(join(elsewhere.dir, 'data'))).rejects.toThrow('ENOENT');
    } finally {
      await elsewhere.remove();
    }
  });

  test('of a dead address names the cause and exits 1', { timeout: 60_000 }, async () => {
    const { code, out } = await scratch.run(['doctor', `http://127.0.0.1:${await freePort()}/mcp`, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, tools: [], error: { code: 'connect_failed' } });
  });
});

test('the printed link signs in once, and "link" prints another one for the running instance', { timeout: 60_000 }, async () => {
  const follow = (url: string) => fetch(url, { redirect: 'manual' });
  const first = await follow(instance.signInUrl);
  expect([first.headers.get('location'), first.headers.get('set-cookie')]).toEqual(['/', expect.stringContaining('HttpOnly')]);
  expect((await follow(instance.signInUrl)).headers.get('set-cookie')).toBeNull();
  const link = await scratch.run(['link'], { PORT: new URL(instance.url).port });
  expect([link.code, link.out]).toEqual([0, expect.stringMatching(/^http:\/\/\S+\/sign-in\/local\?token=\S+$/)]);
  expect((await follow(link.out)).headers.get('set-cookie')).toContain('armature_session=');
});

test('--help explains every command, and an unknown one is a usage error', { timeout: 60_000 }, async () => {
  const help = await scratch.run(['--help']);
  expect([help.code, help.err]).toEqual([0, '']);
  for (const name of ['up', 'serve', 'migrate', 'keys', 'servers', 'doctor', 'run', 'login', 'status'])
    expect(help.out).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
  expect(await scratch.run(['nonsense'])).toMatchObject({ code: 2, out: '' });
});

test('a wrong setting of this machine is a usage error that names it', { timeout: 60_000 }, async () => {
  expect(await scratch.run(['migrate'], { RETENTION_DAYS: 'forever' })).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('RETENTION_DAYS'),
  });
});

test('migrate says what it applied, and then that there is nothing to do', { timeout: 60_000 }, async () => {
  const { url, drop } = await cloneTemplate(inject('templateUrl'));
  const db = connect({ connectionString: url, max: 1 });
  try {
    await sql`drop schema public cascade; create schema public`.execute(db);
    const migrate = () => scratch.run(['migrate'], { DATABASE_URL: url });
    expect(await migrate()).toMatchObject({ code: 0, out: expect.stringMatching(/^Applied: 0001_first\.sql, /), err: '' });
    expect(await migrate()).toMatchObject({ code: 0, out: 'Nothing to do: the database is current.', err: '' });
  } finally {
    await db.destroy();
    await drop();
  }
});

test('completion of the real program completes in a real shell', { timeout: 60_000 }, async () => {
  const { code, out } = await scratch.run(['completion', 'bash']);
  expect(code).toBe(0);
  const ask = `${out}\nCOMP_WORDS=(armature proposals ap); COMP_CWORD=2; _armature; echo "\${COMPREPLY[*]}"`;
  expect(execFileSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' }).trim()).toBe('apply');
});

/** The first place where the text is no well-formed XML, or undefined. As much of XML as JUnit needs. */
function faultOfXml(xml: string): string | undefined {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const open: string[] = [];
  let end = 0;
  for (const tag of body.matchAll(/<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g)) {
    const [whole, closes, name = '', , isEmpty] = tag;
    if (/[<>]|&(?!amp;|lt;|gt;|quot;|#10;)/.test(body.slice(end, tag.index))) return `text before ${whole}`;
    if (/&(?!amp;|lt;|gt;|quot;|#10;)/.test(whole)) return whole;
    if (closes === '/' && open.pop() !== name) return `${whole} closes nothing`;
    if (closes === '' && isEmpty === '') open.push(name);
    end = tag.index + whole.length;
  }
  return open.length === 0 && body.slice(end).trim() === '' ? undefined : `${open.join(', ') || body.slice(end)} is left`;
}
