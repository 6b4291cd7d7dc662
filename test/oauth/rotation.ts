// The rotation proof: many grants at an authorization server that revokes a family on any reuse, used by several processes at
// once, which are killed between an answer and its commit. Counts what came of it.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connectProfile, finishConnect, getServer } from '#modules/servers';
import { systemClock } from '#platform/clock';
import type { Ctx } from '#platform/ctx';
import type { World } from '#test/harness';
import { startAuthorizationServer } from './authorization-server.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { pendingProfile, personOf, profileOf, sessionOf } from './oauth-world.ts';
import { startProtectedServer } from './protected-server.ts';
import { rotationDoors } from './rotation-doors.ts';
import type { FromWorker, ToWorker, WorkerOrder } from './rotation-worker.ts';

const WORKER = fileURLToPath(new URL('./rotation-worker.ts', import.meta.url));
const POLL_MS = 100;

export interface Proof {
  readonly grants: number;
  readonly rotationsEach: number;
  readonly workers: number;
  readonly kills: number;
  /** Renewed at half of it, so that a rotation of each grant takes at least that. */
  readonly tokenLivesS: number;
}

export interface Counts {
  rotations: number;
  kills: number;
  /** Grants that ended because an answer was lost; each was connected again. */
  lost: number;
  readonly familiesRevoked: number;
  /** Contacts that failed with anything but "connect again", and servers called unreachable. */
  readonly falseDown: readonly string[];
  contacts: number;
}

interface Profile {
  readonly serverId: string;
  readonly profileId: string;
}

export async function proveRotation(world: World, proof: Proof): Promise<Counts> {
  const authority = await startAuthorizationServer({ expiresInS: proof.tokenLivesS, enforcesEnds: true });
  const mcp = await startProtectedServer(authority);
  const doors = rotationDoors(world.databaseUrl, { settings: world.deps.settings });
  const ada: Ctx = { ...world.ada, deps: { ...world.deps, ...doors, clock: systemClock } };
  try {
    const profiles = await Promise.all(Array.from({ length: proof.grants }, () => pendingProfile(ada, mcp.url)));
    for (const profile of profiles) await connect(ada, authority, profile);
    return await run({ world, ada, authority, profiles, proof });
  } finally {
    await doors.db.destroy();
    await mcp.close();
    await authority.close();
  }
}

async function connect(ctx: Ctx, authority: AuthorizationServer, profile: Profile): Promise<void> {
  const session = await sessionOf(ctx);
  const { authorizationUrl } = await connectProfile(ctx, profile, session);
  const end = await finishConnect(personOf(ctx, session), await authority.visit(authorizationUrl));
  if (end?.problem !== null) throw new Error(`a grant could not be connected: ${end?.problem}`);
}

interface Running {
  readonly world: World;
  readonly ada: Ctx;
  readonly authority: AuthorizationServer;
  readonly profiles: readonly Profile[];
  readonly proof: Proof;
}

async function run({ world, ada, authority, profiles, proof }: Running): Promise<Counts> {
  const falseDown: string[] = [];
  const counts = { rotations: 0, kills: 0, lost: 0, contacts: 0 };
  const mending = new Set<string>();
  const mends: Promise<void>[] = [];
  const mend = async (profile: Profile): Promise<void> => {
    const { grantState, grantError } = await profileOf(ada, profile);
    if (grantState !== 'needs_reauth') return;
    if (grantError?.includes('lost') !== true) falseDown.push(`ended: ${grantError}`);
    counts.lost += 1;
    await connect(ada, authority, profile);
  };
  const hear = ({ serverId, outcome }: { serverId: string; outcome: string }): void => {
    counts.contacts += 1;
    if (outcome === 'ok') return;
    const profile = profiles.find((one) => one.serverId === serverId);
    if (!profile || !outcome.startsWith('auth_rejected: The auth profile') || !outcome.includes('connected again')) {
      falseDown.push(outcome);
    } else if (!mending.has(serverId)) {
      mending.add(serverId);
      mends.push(mend(profile).finally(() => mending.delete(serverId)));
    }
  };
  const order: WorkerOrder = {
    databaseUrl: world.databaseUrl,
    settings: world.deps.settings,
    org: ada.org,
    servers: profiles.map(({ serverId }) => serverId),
  };
  const workers = await Promise.all(Array.from({ length: proof.workers }, (_, i) => startWorker(order, i, hear)));
  const wanted = proof.grants * proof.rotationsEach;
  const least = (): number => Math.min(...rotationsByClient(authority).values());
  let killedAt = new Date(0);
  while (least() < proof.rotationsEach || counts.kills < proof.kills || (await areUnsettled(ada, killedAt))) {
    await systemClock.sleep(POLL_MS);
    counts.rotations = totalOf(rotationsByClient(authority));
    // Spread over the whole run; the last ones come when the others are behind.
    const isDue = counts.rotations >= (wanted * (counts.kills + 1)) / (proof.kills + 1);
    if (counts.kills < proof.kills && isDue) {
      const i = Math.floor(Math.random() * workers.length);
      await kill(workers[i]);
      counts.kills += 1;
      killedAt = systemClock.now();
      workers[i] = await startWorker(order, i, hear);
    }
  }
  await Promise.all(workers.map(stop));
  await Promise.all(mends);
  counts.rotations = totalOf(rotationsByClient(authority));
  for (const { serverId } of profiles) {
    const { health } = await getServer(ada, { serverId });
    if (health === 'unreachable') falseDown.push(`server ${health}`);
  }
  return { ...counts, falseDown, familiesRevoked: authority.families.filter(({ isRevoked }) => isRevoked).length };
}

/** Lost answers that nobody has noticed, and grants that nobody has connected again. */
async function areUnsettled({ deps }: Ctx, killedAt: Date): Promise<boolean> {
  const rows = await deps.db.selectFrom('oauth_grants').select(['state', 'renewal', 'renewal_started_at']).execute();
  return rows.some(
    (row) =>
      row.state === 'needs_reauth' || (row.renewal !== null && row.renewal_started_at !== null && row.renewal_started_at <= killedAt),
  );
}

/** Every profile registered a client of its own, and keeps it when it is connected again. */
function rotationsByClient({ families }: AuthorizationServer): Map<string, number> {
  const byClient = new Map<string, number>();
  for (const { clientId, spent } of families) byClient.set(clientId, (byClient.get(clientId) ?? 0) + spent.size);
  return byClient;
}

const totalOf = (byClient: Map<string, number>): number => [...byClient.values()].reduce((sum, count) => sum + count, 0);

async function startWorker(
  order: WorkerOrder,
  shift: number,
  hear: (contact: { serverId: string; outcome: string }) => void,
): Promise<ChildProcess> {
  const child = fork(WORKER, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('message', (message: FromWorker) => (message.kind === 'ready' ? resolve() : hear(message)));
  child.once('exit', (code) => reject(new Error(`a worker ended with ${code} before it was ready`)));
  // Each begins elsewhere, and sooner or later they meet.
  const at = (shift * 7) % Math.max(1, order.servers.length);
  send(child, { kind: 'work', order: { ...order, servers: [...order.servers.slice(at), ...order.servers.slice(0, at)] } });
  await promise;
  return child;
}

const send = (child: ChildProcess, message: ToWorker): void => void child.send(message);

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Resolves when it has died of its next refresh. */
async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child) return;
  send(child, { kind: 'die' });
  await ended(child);
  if (child.signalCode !== 'SIGKILL') throw new Error(`a worker ended with ${child.signalCode ?? child.exitCode} instead of being killed`);
}

async function stop(child: ChildProcess): Promise<void> {
  send(child, { kind: 'stop' });
  await ended(child);
}
