// A world in which runs run: real database, real MCP server over HTTP, real doors; only the job queue is a list that tests read.
import { randomBytes } from 'node:crypto';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx, Deps } from '#platform/ctx';
import { createSafeFetch } from '#platform/http/safe-fetch';
import type { JobRequest } from '#platform/jobs/jobs';
import { createLive } from '#platform/live/postgres-live';
import { createLlmDoor } from '#platform/llm/door';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { createOutbox } from '#platform/outbox/postgres-outbox';
import { createVault } from '#platform/secrets/envelope-vault';
import type { Telemetry } from '#platform/telemetry/telemetry';
import { makeWorld, TEST_SETTINGS } from './harness.ts';
import type { Cast, TestClock } from './harness.ts';
import { listedJobs } from './listed-jobs.ts';
import { startShopServer } from './shop-server.ts';
import type { ShopServer } from './shop-server.ts';

export interface Shop extends Cast {
  readonly serverId: string;
  /** A check-only workflow of the step script, unless `changes` say otherwise. */
  workflow(changes?: Readonly<Record<string, unknown>>): Promise<Workflow>;
}

export interface RunWorld {
  readonly deps: Deps;
  readonly clock: TestClock;
  readonly databaseUrl: string;
  /** The MCP server under test, shared by the organizations of a test file. */
  readonly mcp: ShopServer;
  /** Everything enqueued so far, oldest first. */
  readonly queued: readonly JobRequest[];
  /** A fresh organization that has the shop as a server. */
  newShop(): Promise<Shop>;
  /** Closes it, but for its database and the MCP server: later worlds may begin as it is now. */
  freeze(): Promise<FrozenRunWorld>;
  /** A shop of the world that this one began as, here. */
  reopen<T extends Shop>(shop: T): T;
  close(): Promise<void>;
}

/** What a world begins with that is not an empty one. */
export interface RunWorldStart {
  readonly templateUrl: string;
  readonly masterKey: Buffer;
  readonly clock: TestClock;
  readonly mcp: ShopServer;
}

export interface FrozenRunWorld extends RunWorldStart {
  drop(): Promise<void>;
}

const SCRIPT = '1. call order_get with {"orderId": "4711"}\nanswer The order is ${1.status}.';

/** A world that begins as a frozen one leaves the MCP server to it. */
export async function makeRunWorld(start?: RunWorldStart): Promise<RunWorld> {
  const world = await makeWorld({ clock: start?.clock, templateUrl: start?.templateUrl });
  const mcp = start?.mcp ?? (await startShopServer());
  const masterKey = start?.masterKey ?? randomBytes(32);
  const queue = listedJobs();
  const live = createLive({ connectionString: world.databaseUrl, db: world.deps.db, log: silentLog });
  await live.ready();
  const { db, clock } = world.deps;
  const fetch = createSafeFetch(TEST_SETTINGS.addressPolicy);
  const doors = { fetch, clock, log: silentLog };
  const deps: Deps = {
    ...world.deps,
    jobs: queue.jobs,
    live,
    fetch,
    vault: createVault({ masterKey, db, clock }),
    outbox: createOutbox({ db, clock, log: silentLog, live }),
    mcp: createMcpDoor(doors),
    llm: createLlmDoor({ ...doors, allowModelRequests: true }),
    telemetry: NO_TELEMETRY,
  };
  return {
    deps,
    clock: world.clock,
    databaseUrl: world.databaseUrl,
    mcp,
    queued: queue.requests,
    newShop: async () => shopOf(deps, mcp, await world.newOrg()),
    freeze: async () => {
      await live.close();
      await fetch.close();
      const { url, drop } = await world.freeze();
      const dropAll = async () => {
        await mcp.close();
        await drop();
      };
      return { templateUrl: url, masterKey, clock: world.clock, mcp, drop: dropAll };
    },
    reopen: (shop) => ({ ...shop, ...shopHere(deps, shop, shop.serverId) }),
    close: async () => {
      await live.close();
      if (!start) await mcp.close();
      await fetch.close();
      await world.close();
    },
  };
}

async function shopOf(deps: Deps, mcp: ShopServer, cast: Cast): Promise<Shop> {
  const ben: Ctx = { ...cast.ben, deps };
  const { id } = await createServer(ben, { name: 'Shop', transportType: 'streamable_http', baseUrl: mcp.url });
  return shopHere(deps, cast, id);
}

function shopHere(deps: Deps, cast: Cast, serverId: string): Shop {
  const withDoors = (ctx: Ctx): Ctx => ({ ...ctx, deps });
  const ben = withDoors(cast.ben);
  return {
    org: cast.org,
    ada: withDoors(cast.ada),
    ben,
    vera: withDoors(cast.vera),
    eve: withDoors(cast.eve),
    serverId,
    workflow: (changes = {}) =>
      createWorkflow(ben, {
        name: 'Order status',
        mcpServerId: serverId,
        testerPrompt: SCRIPT,
        ...('testerTargets' in changes ? {} : { testerModelId: 'script/steps' }),
        criteria: [
          { kind: 'check', check: { kind: 'tool_called', tool: 'order_get' } },
          { kind: 'check', check: { kind: 'no_tool_errors' } },
        ],
        ...changes,
      }),
  };
}

/** Jobs that nobody takes: a list that tests read. */
const NO_TELEMETRY: Telemetry = {
  span: (_name, _fields, work) => work({ set: () => undefined, fail: () => undefined, event: () => undefined, traceparent: undefined }),
  stop: () => Promise.resolve(),
};
