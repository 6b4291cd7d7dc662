// Builds the one Deps value: every door of the process, made once. Tests pass overrides to their harness instead.
import { createAuthDoor } from '#platform/auth/door';
import type { AuthOptions } from '#platform/auth/door';
import { systemClock } from '#platform/clock';
import type { Deps, Settings } from '#platform/ctx';
import { createConnectivity } from '#platform/connectivity/create-connectivity';
import { noteReached } from '#platform/connectivity/note-reached';
import { connect } from '#platform/db/connect';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createJobs } from '#platform/jobs/boss';
import { createLive } from '#platform/live/postgres-live';
import { createLlmDoor } from '#platform/llm/door';
import type { OperatorKeys } from '#platform/llm/llm-doors';
import type { Log } from '#platform/log';
import { createMail } from '#platform/mail/smtp-mail';
import type { SmtpServer } from '#platform/mail/smtp-mail';
import { createMcpDoor } from '#platform/mcp/door';
import { createOutbox } from '#platform/outbox/postgres-outbox';
import { createProgramHost } from '#platform/process/program-host';
import { createLimits } from '#platform/rate-limit/postgres-limits';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import type { SandboxOptions } from '#platform/sandbox/create-sandbox';
import { createScriptPreparer } from '#platform/script/script-preparer';
import { createTypeChecker } from '#platform/script/type-checker';
import { createVault } from '#platform/secrets/envelope-vault';
import { deriveKey, instanceSecret } from '#platform/secrets/instance-secret';
import { createTelemetry } from '#platform/telemetry/create-telemetry';

export interface DepsOptions {
  readonly databaseUrl: string;
  readonly masterKey: Buffer;
  readonly settings: Settings;
  readonly otlpEndpoint: string | undefined;
  readonly operatorKeys: OperatorKeys;
  /** Undefined: no mail is sent. */
  readonly smtp?: SmtpServer | undefined;
  /** OAuth clients for sign-in. */
  readonly signInProviders?: AuthOptions['clients'] | undefined;
  /** The operator's Slack app. */
  readonly slackClient?: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly sandbox: Pick<SandboxOptions, 'engine' | 'slots'>;
  readonly version: string;
  readonly log: Log;
}

export interface OpenDeps {
  readonly deps: Deps;
  /** Closes what was opened, in reverse. The job engine must have been stopped before. */
  close(): Promise<void>;
}

export async function createDeps({
  databaseUrl,
  masterKey,
  settings,
  otlpEndpoint,
  operatorKeys,
  smtp,
  signInProviders = {},
  slackClient,
  sandbox: sandboxOptions,
  version,
  log,
}: DepsOptions): Promise<OpenDeps> {
  const clock = systemClock;
  // First: it throws where its engine is not installed, and there is nothing to close yet.
  const sandbox = createSandbox({ log, clock, ...sandboxOptions });
  const db = connect(databaseUrl, { onIdleError: (error) => log.warn({ error }, 'a database connection broke; another one is opened') });
  const telemetry = await createTelemetry({ endpoint: otlpEndpoint, serviceName: 'armature', version });
  const connectivity = createConnectivity({ policy: settings.addressPolicy, log });
  const fetch = noteReached(createSafeFetch(settings.addressPolicy), connectivity);
  const live = createLive({ connectionString: databaseUrl, db, log });
  const scriptPreparer = createScriptPreparer({ log });
  const typeChecker = createTypeChecker({ log });
  const programs = settings.allowStdio ? createProgramHost({ log }) : undefined;
  const close = async (): Promise<void> => {
    await programs?.close();
    await Promise.all([sandbox.close(), scriptPreparer.close(), typeChecker.close()]);
    await live.close();
    await fetch.close();
    await telemetry.stop();
    await db.destroy();
  };
  const jobs = await createJobs({ connectionString: databaseUrl, log }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const deps: Deps = {
    db,
    clock,
    log,
    jobs,
    outbox: createOutbox({ db, clock, log, live }),
    live,
    vault: createVault({ masterKey, db, clock }),
    fetch,
    exchange: fetch.exchange,
    connectivity,
    mcp: createMcpDoor({ fetch, clock, log, telemetry, programs }),
    llm: createLlmDoor({ fetch, allowModelRequests: settings.allowModelRequests, clock, log, operatorKeys }),
    telemetry,
    limits: createLimits({ db, clock, log }),
    sandbox,
    scriptPreparer,
    typeChecker,
    slack: slackClient && { client: slackClient },
    mail: createMail(smtp),
    auth: createAuthDoor({
      db,
      secret: async () => deriveKey(await instanceSecret(db, masterKey), 'auth'),
      publicUrl: settings.publicUrl,
      mustVerifyEmail: smtp !== undefined,
      clients: signInProviders,
      fetch,
      log,
    }),
    settings,
  };
  return { deps, close };
}
