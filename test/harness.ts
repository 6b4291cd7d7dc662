// The world of a test file: a database of its own, real doors, and the cast: ada (owner), ben (editor), vera (viewer), and eve of another organization.
import { inject } from 'vitest';
import type { OrgRef } from '#kernel/context';
import { newId } from '#kernel/ids';
import type { Role } from '#kernel/role';
import { createAuthDoor } from '#platform/auth/door';
import type { AuthOptions } from '#platform/auth/door';
import { systemClock } from '#platform/clock';
import type { Ctx, Deps, Settings } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createLlmDoor } from '#platform/llm/door';
import { silentLog } from '#platform/log';
import { noMail } from '#platform/mail/smtp-mail';
import { createMcpDoor } from '#platform/mcp/door';
import { createOutbox } from '#platform/outbox/postgres-outbox';
import { createLimits } from '#platform/rate-limit/postgres-limits';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import { createScriptPreparer } from '#platform/script/script-preparer';
import { createTypeChecker } from '#platform/script/type-checker';
import { createVault } from '#platform/secrets/envelope-vault';
import { deriveKey, instanceSecret } from '#platform/secrets/instance-secret';
import { noTelemetry } from '#platform/telemetry/create-telemetry';
import { jobsOnDemand, liveOnDemand } from './doors-on-demand.ts';
import { imagesOnce } from './images-once.ts';
import { createTestClock } from './test-clock.ts';
import type { TestClock } from './test-clock.ts';
import { cloneTemplate } from './test-database.ts';
import type { Clone } from './test-database.ts';

export type { TestClock } from './test-clock.ts';

const POOL_SIZE = 8;

export const TEST_SETTINGS: Settings = {
  publicUrl: 'http://127.0.0.1:4600',
  addressPolicy: { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] },
  retentionDays: 90,
  workerConcurrency: 4,
  runWaitSeconds: 55,
  rateLimitPerMinute: 600,
  catalogSyncHours: 6,
  allowStdio: false,
  openSignup: false,
  allowModelRequests: true,
  singleUser: false,
};

/** One organization with its people, and one person of another organization who must see nothing. */
export interface Cast {
  readonly org: OrgRef;
  readonly ada: Ctx;
  readonly ben: Ctx;
  readonly vera: Ctx;
  readonly eve: Ctx;
}

export interface World extends Cast {
  readonly deps: Deps;
  readonly clock: TestClock;
  /** Address of this world's database, for machinery with a connection of its own and for child processes. */
  readonly databaseUrl: string;
  /** A fresh organization with its own ada, ben, vera and eve: one per test. */
  newOrg(): Promise<Cast>;
  /** Closes it, but for its database: worlds may begin as it is now. */
  freeze(): Promise<Clone>;
  close(): Promise<void>;
}

/** Single doors may be replaced, and single settings; a clock given here must be a TestClock. */
export interface WorldOverrides extends Partial<Omit<Deps, 'settings' | 'clock'>> {
  readonly clock?: TestClock | undefined;
  readonly settings?: Partial<Settings> | undefined;
  /** OAuth clients for sign-in, and where their providers are. */
  readonly signInProviders?: Pick<AuthOptions, 'clients' | 'endpoints' | 'passwordCost'> | undefined;
  /** Address of the database that this world begins as; nobody may be connected to it. Default: an empty one with all migrations. */
  readonly templateUrl?: string | undefined;
}

/** Call once per test file in `beforeAll`, and `close` in `afterAll`. */
export async function makeWorld(given: WorldOverrides = {}): Promise<World> {
  const { signInProviders = { clients: {} }, templateUrl = inject('templateUrl'), ...overrides } = given;
  const clone = await cloneTemplate(templateUrl);
  const clock = overrides.clock ?? createTestClock();
  const settings = { ...TEST_SETTINGS, ...overrides.settings };
  const db = connect({ connectionString: clone.url, max: POOL_SIZE });
  const fetch = createSafeFetch(settings.addressPolicy);
  const parts = { fetch, log: silentLog, telemetry: noTelemetry };
  const jobs = jobsOnDemand({ connectionString: clone.url, clock, log: silentLog });
  // None starts a process before its first use; scripts take real time.
  const scripts = {
    sandbox: imagesOnce(createSandbox({ log: silentLog, clock: systemClock, slots: 2 })),
    scriptPreparer: createScriptPreparer({ log: silentLog }),
    typeChecker: createTypeChecker({ log: silentLog }),
  };
  const live = liveOnDemand({ connectionString: clone.url, db, log: silentLog });
  const deps: Deps = {
    db,
    ...parts,
    exchange: fetch.exchange,
    ...scripts,
    jobs: jobs.door,
    live: live.door,
    outbox: createOutbox({ db, clock, log: silentLog }),
    vault: createVault({ masterKey: MASTER_KEY, db, clock }),
    mcp: createMcpDoor({ ...parts, clock: systemClock }),
    llm: createLlmDoor({ ...parts, clock: systemClock, allowModelRequests: settings.allowModelRequests }),
    mail: noMail,
    auth: createAuthDoor({
      db,
      secret: async () => deriveKey(await instanceSecret(db, MASTER_KEY), 'auth'),
      publicUrl: settings.publicUrl,
      mustVerifyEmail: overrides.mail?.isConfigured ?? false,
      passwordCost: CHEAP,
      ...signInProviders,
      fetch,
      log: silentLog,
    }),
    limits: createLimits({ db, clock, log: silentLog }),
    ...overrides,
    clock,
    settings,
  };
  const newOrg = () => makeCast(deps);
  const disconnect = async () => {
    await jobs.close();
    await live.close();
    await Promise.all(Object.values(scripts).map((one) => one.close()));
    await fetch.close();
    await db.destroy();
  };
  return {
    ...(await newOrg()),
    deps,
    clock,
    databaseUrl: clone.url,
    newOrg,
    freeze: async () => {
      await disconnect();
      return clone;
    },
    close: async () => {
      await disconnect();
      await clone.drop();
    },
  };
}

/** A hash in about a millisecond. */
const CHEAP = { logN: 10, r: 8, p: 1 };

/** Of this world's vault. */
export const MASTER_KEY = Buffer.alloc(32, 'armature');

/** In three statements, because thousands of tests begin with them. */
async function makeCast(deps: Deps): Promise<Cast> {
  const [ours, theirs] = [orgOf('Shop'), orgOf('Rival')];
  const member = (org: OrgRef, name: string, role: Role) => memberOf(deps, org, { name, role });
  const people = {
    ada: member(ours, 'Ada', 'owner'),
    ben: member(ours, 'Ben', 'editor'),
    vera: member(ours, 'Vera', 'viewer'),
    eve: member(theirs, 'Eve', 'owner'),
  };
  await insertPeople(deps.db, [ours, theirs], Object.values(people));
  return { org: ours, ...people };
}

function orgOf(name: string): OrgRef {
  const id = newId('org');
  return { id, slug: `${name.toLowerCase()}-${id.slice(-12)}`, name };
}

function memberOf(deps: Deps, org: OrgRef, { name, role }: { name: string; role: Role }): Ctx {
  const id = newId('usr');
  return { deps, org, actor: { type: 'user', id, name, role }, signal: new AbortController().signal, requestId: `req_${id.slice(-12)}` };
}

async function insertPeople(db: Db, orgs: readonly OrgRef[], people: readonly Ctx[]): Promise<void> {
  const emailOf = ({ id, name }: Ctx['actor']) => `${name.toLowerCase()}-${id.slice(-12)}@example.test`;
  const users = people.map(({ actor }) => ({ id: actor.id, name: actor.name, email: emailOf(actor) }));
  const members = people.map(({ org, actor }) => ({ org_id: org.id, user_id: actor.id, role: actor.role }));
  await db.insertInto('organizations').values(orgs).execute();
  await db.insertInto('users').values(users).execute();
  await db.insertInto('members').values(members).execute();
}
