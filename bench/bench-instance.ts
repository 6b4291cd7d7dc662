// A throw-away instance in this process: embedded database in a temporary folder, real doors, one organization.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey, ensureLocalWorkspace, systemCtx } from '#modules/access';
import type { Ctx, Settings } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import { startEmbedded } from '#platform/db/embedded';
import { migrate } from '#platform/db/migrate';
import { silentLog } from '#platform/log';
import { createDeps } from '../src/deps.ts';

const STOP_GRACE_MS = 1000;

const SETTINGS: Settings = {
  publicUrl: 'http://127.0.0.1:4600',
  addressPolicy: { allowLoopback: true, allowInsecureHttp: false, allowedPrivateHosts: [] },
  retentionDays: 90,
  workerConcurrency: 4,
  runWaitSeconds: 55,
  rateLimitPerMinute: 1_000_000,
  catalogSyncHours: 0,
  allowStdio: false,
  openSignup: false,
  allowModelRequests: false,
  singleUser: true,
};

export interface BenchInstance {
  readonly ctx: Ctx;
  readonly userId: string;
  readonly apiKey: string;
  /** For a second process on the same data. */
  readonly databaseUrl: string;
  readonly masterKey: Buffer;
}

/** Everything that was opened is closed with `scope`, also when a later step fails. */
export async function openBenchInstance(scope: AsyncDisposableStack): Promise<BenchInstance> {
  const dataDir = await mkdtemp(join(tmpdir(), 'armature-bench-'));
  scope.defer(() => rm(dataDir, { recursive: true, force: true }));
  const embedded = await startEmbedded({ dataDir, log: silentLog });
  scope.defer(() => embedded.stop());
  const migrating = connect(embedded.url);
  try {
    await migrate(migrating);
  } finally {
    await migrating.destroy();
  }
  const masterKey = randomBytes(32);
  const { deps, close } = await createDeps({
    databaseUrl: embedded.url,
    masterKey,
    settings: SETTINGS,
    otlpEndpoint: undefined,
    operatorKeys: {},
    sandbox: {},
    version: 'bench',
    log: silentLog,
  });
  scope.defer(close);
  scope.defer(() => deps.jobs.stop(STOP_GRACE_MS));
  const { org, user } = await ensureLocalWorkspace(deps, { slug: 'bench', name: 'Bench' });
  const ctx = systemCtx(deps, org, { name: 'bench', signal: new AbortController().signal });
  const { token } = await createApiKey(ctx, { name: 'bench', role: 'editor' });
  return { ctx, userId: user.id, apiKey: token, databaseUrl: embedded.url, masterKey };
}
