// Starting and stopping the real program: what goes wrong is said in the operator's words, and nothing is left behind.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { freePort } from '#test/peers';
import { prepareDataDir } from '#test/prepared-data';
import { killAll, startProgram } from '#test/program';
import type { Ended, Program, ProgramOptions } from '#test/program';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let root: string;
let dataDir: string;
const programs: Program[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'armature-start-'));
  dataDir = join(root, 'data');
});
afterEach(async () => {
  await killAll(programs.splice(0));
  endDatabase();
  rmSync(root, { recursive: true, force: true });
});

function start(args: readonly string[], env: ProgramOptions['env'] = {}, through?: ProgramOptions['through']): Program {
  const program = startProgram({ args, env: { ARMATURE_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...env }, through });
  programs.push(program);
  return program;
}

/** The embedded database's process, while there is one. */
function databasePid(): number | undefined {
  const file = join(dataDir, 'postgres/postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n', 1)[0]) : undefined;
}

/** Only after a test that failed: the programs were killed, and their database lives on by design. */
function endDatabase(): void {
  const pid = databasePid();
  try {
    if (pid !== undefined) process.kill(pid, 'SIGQUIT');
  } catch {
    // It went by itself.
  }
}

/** Ends by itself, soon, not well, with one message and no stack. */
/** 3: what it needs is not there. 2: what it was told is wrong. */
async function refused(program: Program, exitCode: 2 | 3 = 3): Promise<string> {
  const { code } = await program.ended;
  const output = program.output();
  expect(code, output).toBe(exitCode);
  expect(output).not.toMatch(/\n\s+at |node:internal/);
  expect(output).not.toContain('did not stop');
  return output.trim();
}

const stopped = async (program: Program): Promise<Ended> => {
  program.send('SIGTERM');
  return program.ended;
};
const urlOf = (output: string): string => / is ready at (\S+)/.exec(output)?.[1] ?? '';
const status = async (url: string): Promise<number> => (await fetch(url)).status;

describe('a start that cannot succeed says why, and ends', () => {
  test('the port is taken: the database that was started for it is stopped again', async () => {
    await prepareDataDir(dataDir);
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      expect(await refused(start(['up'], { PORT: String(port) }))).toBe(
        `Port ${port} is taken, perhaps by an Armature that runs already. Stop what listens there, or set PORT to another one.`,
      );
      expect(databasePid()).toBeUndefined();
    } finally {
      other.close();
    }
  });

  test.each([
    ['nobody answers', 'postgres://ada:opensesame@127.0.0.1:1/armature', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['the host does not exist', 'postgres://ada:opensesame@nowhere.invalid/armature', 'nowhere.invalid'],
  ])('the database: %s', async (_case, databaseUrl, reason) => {
    for (const command of [['serve'], ['migrate']]) {
      const output = await refused(start(command, { DATABASE_URL: databaseUrl }));
      expect(output).toMatch(/^DATABASE_URL: the database did not let us in: /);
      expect(output).toContain(reason);
      expect(output).not.toContain('opensesame');
      expect(existsSync(dataDir)).toBe(false);
    }
  });

  test('the database does not exist on that server', async () => {
    const url = new URL(world.databaseUrl);
    url.pathname = '/not_there';
    expect(await refused(start(['serve'], { DATABASE_URL: url.toString() }))).toMatch(
      /^DATABASE_URL: .*database "not_there" does not exist$/,
    );
  });

  test('the data folder is below a file', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'file'), '');
    const env = { ARMATURE_DATA_DIR: join(dataDir, 'file/data') };
    for (const command of [['up'], ['keys', 'create', '--org', 'demo', '--name', 'x', '--role', 'editor']]) {
      expect(await refused(start(command, env))).toMatch(/^ARMATURE_DATA_DIR: .*file\/data cannot be used: ENOTDIR/);
    }
  });

  test('a folder for the key file that cannot be made, with a database of its own', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'file'), '');
    const env = { ARMATURE_DATA_DIR: join(dataDir, 'file/data'), DATABASE_URL: world.databaseUrl };
    expect(await refused(start(['serve'], env))).toMatch(/^ARMATURE_DATA_DIR: .*cannot be used: ENOTDIR/);
  });

  test('the master key is another one than before, and the right one still works afterwards', async () => {
    const [right, wrong] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
    const env = { DATABASE_URL: world.databaseUrl, ARMATURE_SECRET_KEY: right ?? '' };
    for (const key of [right, wrong, right]) {
      const program = start(['serve', '--roles=worker'], { ...env, ARMATURE_SECRET_KEY: key ?? '' });
      if (key === wrong) {
        expect(await refused(program)).toMatch(/^The master key is not the one this database was sealed with\./);
      } else {
        await program.prints(' is ready as a worker');
        expect(await stopped(program)).toEqual({ code: 0, signal: null });
      }
    }
  });

  test('several settings at once are named at once', async () => {
    const output = await refused(start(['up'], { PORT: 'many', HOST: '0.0.0.0', RETENTION_DAYS: '0' }), 2);
    for (const name of ['PORT', 'RETENTION_DAYS']) expect(output).toContain(`  ${name}: `);
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('stopping', () => {
  test('a request to stop in the middle of a first start is followed, and leaves no database behind', async () => {
    const program = start(['up']);
    await expect.poll(() => existsSync(join(dataDir, 'postgres')), { timeout: 15_000, interval: 10 }).toBe(true);
    expect(await stopped(program)).toEqual({ code: 0, signal: null });
    expect(databasePid()).toBeUndefined();
    const again = start(['up']);
    const output = await again.prints(' is ready at ');
    expect(await status(`${urlOf(output)}/readyz`)).toBe(200);
    expect(await stopped(again)).toEqual({ code: 0, signal: null });
    expect(databasePid()).toBeUndefined();
  });

  test('a process with the role web alone starts without a worker, and stops', async () => {
    const env = { DATABASE_URL: world.databaseUrl, ARMATURE_DATA_DIR: join(root, 'web') };
    await world.deps.db.deleteFrom('instance_state').execute();
    const program = start(['serve', '--roles=web'], env);
    const url = urlOf(await program.prints(' is ready at '));
    expect([await status(`${url}/healthz`), await status(`${url}/readyz`)]).toEqual([200, 503]);
    expect(await stopped(program)).toEqual({ code: 0, signal: null });
    expect(program.output()).not.toContain('did not stop');
  });

  test('through the installed command it stops too', async () => {
    await prepareDataDir(dataDir);
    const program = start(['up'], {}, 'bin');
    await program.prints(' is ready at ');
    expect(await stopped(program)).toEqual({ code: 0, signal: null });
    expect(databasePid()).toBeUndefined();
  });
});

describe('two on one data folder', () => {
  test('started twice as it is: the second one says that the port is taken, and the first goes on', async () => {
    await prepareDataDir(dataDir);
    const port = String(await freePort());
    const first = start(['up'], { PORT: port });
    const url = urlOf(await first.prints(' is ready at '));
    expect(await refused(start(['up'], { PORT: port }))).toContain(`Port ${port} is taken, perhaps by an Armature that runs already.`);
    expect(await status(`${url}/readyz`)).toBe(200);
    expect(await stopped(first)).toEqual({ code: 0, signal: null });
    expect(databasePid()).toBeUndefined();
  });

  test('on two ports, from the first start on: one database, one demo, and the last one to go stops the database', async () => {
    const pair = [start(['up']), start(['up'])];
    const outputs = await Promise.all(pair.map((program) => program.prints('Sign in:')));
    const urls = outputs.map(urlOf);
    expect(new Set(urls).size).toBe(2);
    expect(await Promise.all(urls.map((url) => status(`${url}/readyz`)))).toEqual([200, 200]);
    expect(outputs.filter((output) => output.includes('demo run'))).toHaveLength(1);
    // Every printed link leads back to the process that printed it.
    for (const output of outputs) {
      for (const [, link] of output.matchAll(/(?:demo run|Sign in:)\s+(\S+)/g)) expect(link?.startsWith(urlOf(output))).toBe(true);
    }
    const [one, other] = pair;
    if (!one || !other) return;
    expect(await stopped(one)).toEqual({ code: 0, signal: null });
    expect(await status(`${urls[1]}/healthz`)).toBe(200);
    expect(databasePid()).toBeGreaterThan(0);
    expect(await stopped(other)).toEqual({ code: 0, signal: null });
    expect(databasePid()).toBeUndefined();
  });

  test('the operator makes a key beside a running instance, and the key works', async () => {
    await prepareDataDir(dataDir);
    const program = start(['up']);
    const url = urlOf(await program.prints(' is ready at '));
    const made = start(['keys', 'create', '--org', 'demo', '--name', 'laptop', '--role', 'viewer']);
    expect(await made.ended).toEqual({ code: 0, signal: null });
    const token = made.output().trim();
    expect(token).toMatch(/^amt_\S+$/);
    const answer = await fetch(`${url}/api/armature/v1/org`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    const wrong = start(['keys', 'create', '--org', 'demo', '--name', 'laptop 2', '--role', 'boss']);
    expect(await refused(wrong, 2)).toMatch(/--role .*'boss' is invalid.*viewer/);
  });
});
