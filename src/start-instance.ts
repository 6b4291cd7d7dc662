// Starts one process of an instance: database, doors, demo, worker, web; and stops them in reverse.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config/config';
import { loadMasterKey } from '#config/secrets';
import { createSignInLink, ensureLocalWorkspace } from '#modules/access';
import type { LocalWorkspace } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import { startEmbedded } from '#platform/db/embedded';
import { migrate } from '#platform/db/migrate';
import type { Log } from '#platform/log';
import { checkMasterKey } from '#platform/secrets/master-key';
import { createDeps } from './deps.ts';
import type { OpenDeps } from './deps.ts';
import { createApi } from './surfaces/api/app.ts';
import { listen } from './surfaces/api/listen.ts';
import type { Listening } from './surfaces/api/listen.ts';
import { createAcmeStore } from './surfaces/demo/acme-store.ts';
import { DEMO_ORG, DEMO_STORE_PATH, seedDemo } from './surfaces/demo/seed-demo.ts';
import { startWorker } from './surfaces/worker/start-worker.ts';

const WEB_GRACE_MS = 3_000;
const WORKER_GRACE_MS = 10_000;
const STOP_MS = 20_000;

export interface Instance {
  readonly url: string;
  /** Single-user mode only. */
  readonly signInUrl: string | undefined;
  /** Runs of the demo that were started by this first start. */
  readonly demoRunUrls: readonly string[];
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;

/** Throws with a message for the operator; what was already started is stopped again. */
export async function startInstance(config: Config, { log, version, webDir }: { log: Log; version: string; webDir: string | undefined }): Promise<Instance> {
  const stops: Stop[] = [];
  try {
    return await start(config, { log, version, webDir, stops });
  } catch (error) {
    await stopAll(stops, log);
    throw error;
  }
}

interface Starting {
  readonly log: Log;
  readonly version: string;
  readonly webDir: string | undefined;
  readonly stops: Stop[];
}

async function start(config: Config, { log, version, webDir, stops }: Starting): Promise<Instance> {
  const databaseUrl = await openDatabase(config, { log, stops });
  const listening = { port: config.port };
  const { deps, close } = await openDoors(config, { databaseUrl, log, version });
  stops.push(close);
  const workspace = config.settings.singleUser ? await ensureLocalWorkspace(deps, DEMO_ORG) : undefined;
  const web = config.roles.includes('web') ? await startWeb(config, { deps, version, webDir }) : undefined;
  if (web !== undefined) {
    listening.port = web.port;
    stops.push(() => web.close(WEB_GRACE_MS));
  }
  if (config.roles.includes('worker')) {
    const worker = await startWorker(deps, { instanceId: `${hostname()}-${process.pid}`, roles: config.roles });
    stops.push(() => worker.stop(WORKER_GRACE_MS));
  }
  const url = urlOf(config, listening.port);
  const demoRunUrls = workspace === undefined || web === undefined ? [] : await seedDemo(deps, { workspace, storeUrl: `${url}${DEMO_STORE_PATH}` });
  return {
    url,
    demoRunUrls,
    signInUrl: workspace === undefined || web === undefined ? undefined : await signInUrlOf(deps, { url, workspace }),
    stop: () => stopAll(stops, log),
  };
}

async function openDatabase(config: Config, { log, stops }: { log: Log; stops: Stop[] }): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const embedded = await startEmbedded({ dataDir: config.dataDir, log });
  stops.push(() => embedded.stop());
  return embedded.url;
}

async function openDoors(config: Config, { databaseUrl, log, version }: { databaseUrl: string; log: Log; version: string }): Promise<OpenDeps> {
  const masterKey = loadMasterKey(config);
  const db = connect({ connectionString: databaseUrl, max: 2 });
  try {
    const applied = await migrate(db);
    if (applied.length > 0) log.info({ applied }, 'database brought to this version');
    const key = await checkMasterKey(db, masterKey);
    if (!key.ok) throw new Error(key.error);
  } finally {
    await db.destroy();
  }
  return createDeps({ databaseUrl, masterKey, settings: config.settings, otlpEndpoint: config.otlpEndpoint, operatorKeys: config.providerKeys, version, log });
}

async function startWeb(config: Config, { deps, version, webDir }: { deps: Deps; version: string; webDir: string | undefined }): Promise<Listening> {
  const demoStore = config.settings.singleUser ? { path: DEMO_STORE_PATH, handle: createAcmeStore() } : undefined;
  const app = createApi({ deps, version, webDir, demoStore });
  return listen(app, { host: config.host, port: config.port });
}

async function signInUrlOf(deps: Deps, { url, workspace }: { url: string; workspace: LocalWorkspace }): Promise<string> {
  const token = await createSignInLink(deps, { userId: workspace.user.id });
  return `${url}/sign-in/local?token=${token}`;
}

/** With PORT=0 the free port that was taken. */
function urlOf(config: Config, port: number): string {
  if (config.port === port) return config.settings.publicUrl;
  const url = new URL(config.settings.publicUrl);
  url.port = String(port);
  return url.origin;
}

async function stopAll(stops: Stop[], log: Log): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) {
    await Promise.race([stop(), sleep(STOP_MS, undefined, { ref: false }).then(() => log.warn({}, 'a part did not stop in time'))]).catch((error: unknown) =>
      log.warn({ error }, 'a part did not stop cleanly'),
    );
  }
}
