// The embedded server against what really happens to it: killed parents, stale files, several processes on one folder.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { connect } from './connect.ts';
import { startEmbedded } from './embedded.ts';
import type { Embedded } from './embedded.ts';
import { findPostmaster } from './postmaster.ts';

/** A made cluster, copied where a test is not about making one. */
let madeDir: string;
let dataDir: string;
const cleanUps: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  madeDir = mkdtempSync(join(tmpdir(), 'armature-made-'));
  await (await startEmbedded({ dataDir: madeDir, log: silentLog, isDisposable: true })).stop();
});
afterAll(() => rmSync(madeDir, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'armature-embedded-'));
  cpSync(join(madeDir, 'postgres'), clusterDir(), { recursive: true });
  chmodSync(clusterDir(), 0o700);
  cleanUps.push(() => rmSync(dataDir, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function start(dir: string = dataDir): Promise<Embedded> {
  const server = await startEmbedded({ dataDir: dir, log: silentLog, isDisposable: true });
  cleanUps.push(() => server.stop());
  return server;
}

async function ask<T>(url: string, text: string): Promise<T[]> {
  const db = connect({ connectionString: url, max: 1 });
  try {
    return (await sql.raw<T>(text).execute(db)).rows;
  } finally {
    await db.destroy();
  }
}

/** Another process of ours on the same folder. It prints the address, and stops the server when its input ends. */
async function startInChild(): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    import { startEmbedded } from '#platform/db/embedded';
    import { silentLog } from '#platform/log';
    const server = await startEmbedded({ dataDir: process.argv[1], log: silentLog });
    console.log(server.url);
    process.stdin.resume().on('end', () => server.stop());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanUps.push(() => {
    child.kill('SIGKILL');
  });
  const [url] = await once(createInterface(child.stdout), 'line');
  return { child, url: String(url) };
}

const clusterDir = () => join(dataDir, 'postgres');

test('what was written is there after a clean stop and a new start', async () => {
  const first = await start();
  await ask(first.url, 'create table kept (n int8); insert into kept values (42)');
  await first.stop();
  expect(findPostmaster(clusterDir())).toBeUndefined();
  const second = await start();
  expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
});

test('the server of a parent killed with -9 is adopted, and stopped by the adopter', async () => {
  const { child, url } = await startInChild();
  await ask(url, 'create table kept (n int); insert into kept values (1)');
  const orphan = findPostmaster(clusterDir());
  child.kill('SIGKILL');
  await once(child, 'exit');
  const adopted = await start();
  expect(findPostmaster(clusterDir())?.pid).toBe(orphan?.pid);
  expect(await ask(adopted.url, 'select n from kept')).toEqual([{ n: 1 }]);
  await adopted.stop();
  expect(findPostmaster(clusterDir())).toBeUndefined();
});

test('a server killed with -9 together with its parent starts again and has every committed row', async () => {
  const { child, url } = await startInChild();
  await ask(url, 'create table kept (n int); insert into kept values (7)');
  const pid = findPostmaster(clusterDir())?.pid ?? 0;
  child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await once(child, 'exit');
  const again = await start();
  expect(findPostmaster(clusterDir())?.pid).not.toBe(pid);
  expect(await ask(again.url, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('a second process joins the running server, and leaving it does not stop it', async () => {
  const owner = await start();
  const pid = findPostmaster(clusterDir())?.pid;
  const { child, url } = await startInChild();
  expect(url).toBe(owner.url);
  child.stdin?.end();
  await once(child, 'exit');
  expect(findPostmaster(clusterDir())?.pid).toBe(pid);
  expect(await ask(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('the process that started the server may leave first', async () => {
  const { child, url } = await startInChild();
  const joined = await start();
  child.stdin?.end();
  await once(child, 'exit');
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await joined.stop();
  expect(findPostmaster(clusterDir())).toBeUndefined();
});

test('several starts at one time on a new folder make one server', async () => {
  rmSync(clusterDir(), { recursive: true });
  const servers = await Promise.all([start(), start(), start()]);
  const pids = await Promise.all(servers.map(({ url }) => ask<{ at: string }>(url, 'select pg_postmaster_start_time()::text as at')));
  expect(new Set(pids.map(([row]) => row?.at)).size).toBe(1);
});

test('a stale pid file whose number now belongs to another program does not stand in the way', async () => {
  await (await start()).stop();
  writeFileSync(join(clusterDir(), 'postmaster.pid'), `${process.pid}\n${clusterDir()}\n1\n5432\n${join(dataDir, 'socket')}\n\n`);
  mkdirSync(join(dataDir, 'socket'), { mode: 0o700 });
  writeFileSync(join(dataDir, 'socket', '.s.PGSQL.5432.lock'), `${process.pid}\n`);
  writeFileSync(join(dataDir, 'socket', '.s.PGSQL.5432'), '');
  const server = await start();
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a start lock left by a dead process is taken over', async () => {
  writeFileSync(join(dataDir, 'postgres.lock'), '999999999 1');
  const server = await start();
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a cluster whose making was cut short is made anew', async () => {
  rmSync(clusterDir(), { recursive: true });
  mkdirSync(`${clusterDir()}.new`, { recursive: true });
  writeFileSync(join(`${clusterDir()}.new`, 'PG_VERSION'), '18\n');
  const server = await start();
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a data folder with a long path still has a socket that fits', async () => {
  const deep = join(dataDir, 'a-rather-long-folder-name'.repeat(5));
  const server = await start(deep);
  expect(new URL(server.url).searchParams.get('host')?.length).toBeLessThan(100);
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('data of another major version is refused with what to do', async () => {
  await (await start()).stop();
  writeFileSync(join(clusterDir(), 'PG_VERSION'), '15\n');
  await expect(start()).rejects.toThrow(/made by PostgreSQL 15.*restore the dump/s);
});

test('a server that cannot start says why', async () => {
  await (await start()).stop();
  const conf = join(clusterDir(), 'postgresql.conf');
  writeFileSync(conf, `${readFileSync(conf, 'utf8')}\nno_such_setting = 1\n`);
  await expect(start()).rejects.toThrow(/did not start.*no_such_setting/s);
});

test('nothing listens on the network', async () => {
  const server = await start();
  expect(await ask(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
});
