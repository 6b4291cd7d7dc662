// A worker process of the rotation proof, made to be killed: it uses every grant again and again, and when it is told to, dies
// between the answer of the authorization server and the commit of what was in it.
import { openSession } from '#modules/servers';
import { systemCtx } from '#modules/access';
import type { OrgRef } from '#kernel/context';
import type { Deps, Settings } from '#platform/ctx';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { rotationDoors } from './rotation-doors.ts';
import type { RotationDoors } from './rotation-doors.ts';

export interface WorkerOrder {
  readonly databaseUrl: string;
  readonly settings: Settings;
  readonly org: OrgRef;
  readonly servers: readonly string[];
}

export type ToWorker = { readonly kind: 'work'; readonly order: WorkerOrder } | { readonly kind: 'die' } | { readonly kind: 'stop' };
export type FromWorker =
  /** A contact: its outcome is `ok` or the code of the failure. */
  { readonly kind: 'contact'; readonly serverId: string; readonly outcome: string } | { readonly kind: 'ready' };

const LANES = 6;

let isDoomed = false;
const stopping = new AbortController();

const say = (message: FromWorker): void => void process.send?.(message);

/** The answer has arrived, so the refresh token is spent; nothing of it is written yet. */
const dyingBetween =
  (send: SafeFetch): SafeFetch =>
  async (url, init) => {
    const response = await send(url, init);
    if (isDoomed && typeof init?.body === 'string' && init.body.includes('grant_type=refresh_token')) process.kill(process.pid, 'SIGKILL');
    return response;
  };

/** Grants and sessions use no other door; one that is missing would fail loudly. */
const asDeps = (doors: RotationDoors): Deps => doors as unknown as Deps;

async function work(order: WorkerOrder): Promise<void> {
  const deps = asDeps(rotationDoors(order.databaseUrl, { settings: order.settings, around: dyingBetween }));
  const ctx = systemCtx(deps, order.org, { name: 'worker', signal: new AbortController().signal });
  say({ kind: 'ready' });
  const queue = [...order.servers];
  const lane = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const serverId = queue.shift();
      if (serverId === undefined) return;
      const reached = await openSession(ctx, { serverId, authProfileId: null, clientName: 'armature-tester', signal: ctx.signal });
      say({ kind: 'contact', serverId, outcome: reached.ok ? 'ok' : `${reached.error.code}: ${reached.error.message}` });
      if (reached.ok) await reached.value.close();
      queue.push(serverId);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, queue.length) }, lane));
  await deps.db.destroy();
  process.disconnect();
}

process.on('message', (message: ToWorker) => {
  if (message.kind === 'die') isDoomed = true;
  if (message.kind === 'stop') stopping.abort();
  if (message.kind === 'work') void work(message.order);
});
