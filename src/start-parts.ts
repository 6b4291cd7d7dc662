// Starts the parts of one process on its open database: doors, demo, worker, web. What it started it adds to `stops`, in order.
import { hostname } from 'node:os';
import type { Config } from '#config/config';
import { loadMasterKey } from '#config/secrets';
import { authenticateAccessToken, createSignInLink, ensureLocalWorkspace } from '#modules/access';
import type { LocalWorkspace } from '#modules/access';
import { settleEvents } from '#modules/analytics';
import { settleRenewals } from '#modules/servers';
import type { Deps } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import { migrate } from '#platform/db/migrate';
import type { Log } from '#platform/log';
import { checkMasterKey } from '#platform/secrets/master-key';
import { createDeps } from './deps.ts';
import type { OpenDeps } from './deps.ts';
import { inDataDir } from './open-database.ts';
import { createApi } from './surfaces/api/app.ts';
import { listen } from './surfaces/api/listen.ts';
import { ownMcpOf } from './surfaces/api/own-mcp.ts';
import { createAcmeStore } from './surfaces/demo/acme-store.ts';
import { DEMO_ORG } from './surfaces/demo/demo-org.ts';
import { DEMO_STORE_PATH, seedDemo } from './surfaces/demo/seed-demo.ts';
import { codeModeServer } from './surfaces/product-mcp/code-mode-server.ts';
import { admitProductCaller } from './surfaces/product-mcp/product-server.ts';
import { createRepairMcp } from './surfaces/repair-mcp/server.ts';
import { createStatusPages } from './surfaces/status/create-status-pages.ts';
import { startWorker } from './surfaces/worker/start-worker.ts';

const WEB_GRACE_MS = 3_000;
const WORKER_GRACE_MS = 10_000;

/** What the operator is told. */
export interface Started {
  /** Undefined when this process does not listen. */
  readonly url: string | undefined;
  /** Single-user mode only. */
  readonly signInUrl: string | undefined;
  /** Runs of the demo that were started by this first start. */
  readonly demoRunUrls: readonly string[];
}

export type Stop = () => Promise<void>;

export interface Starting {
  readonly databaseUrl: string;
  readonly log: Log;
  readonly version: string;
  readonly webDir: string | undefined;
  readonly stops: Stop[];
}

export async function startParts(config: Config, { databaseUrl, log, version, webDir, stops }: Starting): Promise<Started> {
  const { deps: doors, close } = await openDoors(config, { databaseUrl, log, version });
  const deps: Deps = { ...doors, ownMcp: (server, url, init) => reachOwn(server, url, init) };
  // The job engine runs from here on, with or without workers: whatever else happens, it must not keep the process alive.
  stops.push(
    close,
    () => settleRenewals(deps),
    () => settleEvents(deps),
    () => deps.jobs.stop(0),
  );
  const app = appOf(config, { deps, version, webDir });
  const reachOwn = ownMcpOf(app, config.settings);
  const workspace = config.settings.singleUser ? await ensureLocalWorkspace(deps, DEMO_ORG) : undefined;
  const web = config.roles.includes('web') ? await listen(app, { host: config.host, port: config.port }) : undefined;
  if (web !== undefined) stops.push(() => web.close(WEB_GRACE_MS));
  if (config.roles.includes('worker')) {
    const worker = await startWorker(deps, { instanceId: `${hostname()}-${process.pid}`, roles: config.roles });
    stops.push(() => worker.stop(WORKER_GRACE_MS));
  }
  const url = config.settings.publicUrl;
  const local = workspace !== undefined && web !== undefined ? workspace : undefined;
  return {
    url: web === undefined ? undefined : url,
    demoRunUrls: local === undefined ? [] : await seedOrGoOn(deps, { workspace: local, storeUrl: `${url}${DEMO_STORE_PATH}` }),
    signInUrl: local === undefined ? undefined : await signInUrlOf(deps, { url, workspace: local }),
  };
}

/** An instance without its demo is still an instance. */
async function seedOrGoOn(deps: Deps, demo: Parameters<typeof seedDemo>[1]): Promise<string[]> {
  try {
    return await seedDemo(deps, demo);
  } catch (error) {
    deps.log.warn({ error }, 'the demo could not be set up');
    return [];
  }
}

async function openDoors(
  config: Config,
  { databaseUrl, log, version }: { databaseUrl: string; log: Log; version: string },
): Promise<OpenDeps> {
  const masterKey = await inDataDir(config.dataDir, () => loadMasterKey(config));
  const db = connect({ connectionString: databaseUrl, max: 2 });
  try {
    const applied = await migrate(db);
    if (applied.length > 0) log.info({ applied }, 'database brought to this version');
    const key = await checkMasterKey(db, masterKey);
    if (!key.ok) throw new Error(key.error);
  } finally {
    await db.destroy();
  }
  return createDeps({
    databaseUrl,
    masterKey,
    settings: config.settings,
    otlpEndpoint: config.otlpEndpoint,
    operatorKeys: config.providerKeys,
    smtp: config.smtp,
    signInProviders: config.signInProviders,
    slackClient: config.slackClient,
    sandbox: config.sandbox,
    version,
    log,
  });
}

type App = ReturnType<typeof createApi>;

/** It is there also where nothing listens: runs and monitors reach what this instance publishes from inside the process. */
function appOf(config: Config, { deps, version, webDir }: { deps: Deps; version: string; webDir: string | undefined }): App {
  const demoStore = config.settings.singleUser ? { path: DEMO_STORE_PATH, handle: createAcmeStore() } : undefined;
  return createApi({
    deps,
    version,
    webDir,
    demoStore,
    statusPages: createStatusPages(deps),
    repairMcp: createRepairMcp({ version }),
    codeModeMcp: codeModeServer,
    productMcp: admitProductCaller,
    authenticateAccessToken,
  });
}

async function signInUrlOf(deps: Deps, { url, workspace }: { url: string; workspace: LocalWorkspace }): Promise<string> {
  const token = await createSignInLink(deps, { userId: workspace.user.id });
  return `${url}/sign-in/local?token=${token}`;
}
