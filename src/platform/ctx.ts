// What every verb receives: the request (kernel/context) and the doors it may use.
import type { RequestContext } from '#kernel/context';
import type { AuthDoor } from './auth/auth.ts';
import type { Clock } from './clock.ts';
import type { Connectivity } from './connectivity/connectivity.ts';
import type { Db } from './db/connect.ts';
import type { SafeExchange } from './http/safe-exchange.ts';
import type { SafeFetch } from './http/safe-fetch.ts';
import type { AddressPolicy } from './http/address-guard.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Live } from './live/live.ts';
import type { LlmDoor } from './llm/model.ts';
import type { Log } from './log.ts';
import type { Mail } from './mail/mail.ts';
import type { McpDoor } from './mcp/mcp.ts';
import type { OwnMcp } from './mcp/own-mcp.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Limits } from './rate-limit/limits.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { ScriptPreparer } from './script/script-preparer.ts';
import type { TypeChecker } from './script/type-checker.ts';
import type { Vault } from './secrets/vault.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** What the operator set, already typed and cross-checked; no secret in it. */
export interface Settings {
  /** Origin people open, without a trailing slash, such as `http://127.0.0.1:4600`. */
  readonly publicUrl: string;
  readonly addressPolicy: AddressPolicy;
  readonly retentionDays: number;
  readonly workerConcurrency: number;
  readonly runWaitSeconds: number;
  readonly rateLimitPerMinute: number;
  /** Addresses and CIDR ranges of reverse proxies whose `X-Forwarded-For` is believed; default none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Origins beside our own whose pages may call MCP endpoints, as browsers write them; default none. */
  readonly mcpAllowedOrigins?: readonly string[] | undefined;
  /** Domain whose sub-domains lead to the published endpoints of organizations, such as `armature.example.com`; default none. */
  readonly baseDomain?: string | undefined;
  readonly catalogSyncHours: number;
  readonly allowStdio: boolean;
  /** True: anyone may sign up. False: the first person, and then by invitation. */
  readonly openSignup: boolean;
  readonly allowModelRequests: boolean;
  /** True for `armature up`: one local person, one-time sign-in link. */
  readonly singleUser: boolean;
  /** Time limits of scripts in milliseconds, by the variable of the environment that sets them; default none. */
  readonly timeLimits?: ReadonlyMap<string, number> | undefined;
}

/** Slack, as the operator set it up. Tests put a stand-in on loopback in its place; there is no variable for that. */
export interface SlackApp {
  /** The operator's Slack app, for Connect Slack. Never log the secret. */
  readonly client?: { readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Where its API and its consent page are; default `https://slack.com`. */
  readonly origin?: string | undefined;
  /** Where incoming webhooks are; default `https://hooks.slack.com`. */
  readonly hooksOrigin?: string | undefined;
}

/** Built once by deps.ts; tests override single doors. */
export interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly live: Live;
  readonly vault: Vault;
  readonly fetch: SafeFetch;
  /** The same way out, for whole answers. */
  readonly exchange: SafeExchange;
  readonly mcp: McpDoor;
  /** The way to servers that this instance publishes itself; undefined: there is none, and contacts with them fail. */
  readonly ownMcp?: OwnMcp | undefined;
  readonly llm: LlmDoor;
  readonly telemetry: Telemetry;
  readonly mail: Mail;
  readonly auth: AuthDoor;
  readonly limits: Limits;
  readonly sandbox: Sandbox;
  readonly scriptPreparer: ScriptPreparer;
  readonly typeChecker: TypeChecker;
  /** Undefined: every failure is taken for theirs. */
  readonly connectivity?: Connectivity | undefined;
  /** Undefined: no Slack app, and Slack where it always is. */
  readonly slack?: SlackApp | undefined;
  readonly settings: Settings;
}

export interface Ctx extends RequestContext {
  readonly deps: Deps;
}
