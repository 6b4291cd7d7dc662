// PostgreSQL without an installation: real server programs from npm, started in the data folder, on a Unix socket only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { findBinaries } from './embedded-binaries.ts';
import { checkVersion, createCluster, giveToServerUser } from './embedded-cluster.ts';
import { DATABASE, launchServer, urlOf, waitUntilReady } from './embedded-server.ts';
import type { Places } from './embedded-server.ts';
import { findPostmaster, removeStaleFiles, stopPostmaster } from './postmaster.ts';
import { createRegister, withProcessLock } from './process-lock.ts';

/** sockaddr_un holds 108 bytes; the socket's own name takes 14. */
const MAX_SOCKET_DIR_CHARS = 90;

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Tests only: no wait for the disk. A crash of the machine may lose the data. */
  readonly isDisposable?: boolean | undefined;
  readonly maxConnections?: number | undefined;
}

export interface Embedded {
  /** For `connect`: the database `armature` on the server's socket. */
  readonly url: string;
  /** Leaves the server; the last of our processes on this data folder shuts it down. */
  stop(): Promise<void>;
}

/**
 * Starts the server of `dataDir`, or joins the one that runs there, be it another process's or left by a killed one.
 * Throws, saying what to do, when it cannot run here.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const places = placesOf(resolve(options.dataDir));
  const users = createRegister(places.usersDir);
  const leave = await withProcessLock(places.lockFile, async () => {
    const leaveRegister = users.enter();
    try {
      await ensureRunning(places, options);
      return leaveRegister;
    } catch (error) {
      leaveRegister();
      throw error;
    }
  });
  let stopping: Promise<void> | undefined;
  const stop = () =>
    withProcessLock(places.lockFile, async () => {
      leave();
      const running = findPostmaster(places.clusterDir);
      if (running === undefined || users.others() > 0) return;
      await stopPostmaster(running.pid);
      rmSync(places.socketDir, { recursive: true, force: true });
      options.log.debug({ pid: running.pid }, 'embedded PostgreSQL stopped');
    });
  return { url: urlOf(places.socketDir, DATABASE), stop: () => (stopping ??= stop()) };
}

function placesOf(dataDir: string): Places {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return {
    clusterDir: join(dataDir, 'postgres'),
    socketDir: socketDirOf(dataDir),
    logFile: join(dataDir, 'postgres.log'),
    lockFile: join(dataDir, 'postgres.lock'),
    usersDir: join(dataDir, 'postgres-users'),
  };
}

/** Whoever can open the socket is the database's owner, so the folder is for us alone. */
function socketDirOf(dataDir: string): string {
  const near = join(dataDir, 'socket');
  const short = join(tmpdir(), `armature-${process.getuid?.() ?? 0}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  const dir = Buffer.byteLength(near) <= MAX_SOCKET_DIR_CHARS ? near : short;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

async function ensureRunning(places: Places, options: EmbeddedOptions): Promise<void> {
  if (await joinRunning(places, options.log)) return;
  const binaries = await findBinaries();
  removeStaleFiles(places.clusterDir, places.socketDir);
  if (!existsSync(join(places.clusterDir, 'PG_VERSION'))) await createCluster(binaries, places, options.isDisposable === true);
  giveToServerUser(binaries, places);
  await checkVersion(binaries, places);
  const pid = await launchServer(binaries, places, {
    isDisposable: options.isDisposable === true,
    maxConnections: options.maxConnections ?? 100,
  });
  options.log.debug({ pid }, 'embedded PostgreSQL started');
}

/** False when none runs, or the one that was found was just ending, such as after a kill. */
async function joinRunning(places: Places, log: Log): Promise<boolean> {
  const running = findPostmaster(places.clusterDir);
  if (running === undefined) return false;
  try {
    await waitUntilReady(places, () => findPostmaster(places.clusterDir) !== undefined);
  } catch (error) {
    if (findPostmaster(places.clusterDir) !== undefined) throw error;
    return false;
  }
  log.debug({ pid: running.pid }, 'joined the running embedded PostgreSQL');
  return true;
}
