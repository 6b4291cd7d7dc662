// Our words for talking to an MCP server under test. The rest of this folder implements them over the SDK.
import type { Outcome } from '#kernel/outcome';
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { HostingAbilities } from '#platform/process/hosting';
import type { Program } from '#platform/process/program';

export type HttpTransport = 'streamable_http' | 'sse';
/** `stdio_hosted`: a program that is started for the session and spoken to over its stdin and stdout. */
export type TransportType = HttpTransport | 'stdio_hosted';
export type Era = 'modern' | 'legacy';
export type ProtocolEra = 'auto' | Era;

/** Where and how to connect. */
export type McpTarget = HttpTarget | StdioTarget;

/** `headers` hold the credential and extra headers, in clear: never log or store them. */
export interface HttpTarget extends TargetTerms {
  readonly transport: HttpTransport;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly hasCredential: boolean;
  /** A bearer token that is renewed while the connection lives. */
  readonly tokens?: TokenSource | undefined;
  /** Instead of the guarded fetch: a server of our own, which is reached without leaving the process. */
  readonly send?: SafeFetch | undefined;
}

/** `program.env` holds secrets in clear: never log or store it. */
export interface StdioTarget extends TargetTerms {
  readonly transport: 'stdio_hosted';
  readonly program: Program;
}

/** Where a connection gets its bearer token from. Tokens are secrets in clear: never log or store them. */
export interface TokenSource {
  /** Good now, renewed where it is about to end. The error is a sentence for a person. */
  current(): Promise<Outcome<string, string>>;
  /** The server answered 401 to `token`: another one, or undefined when there is none to be had. */
  refused(token: string): Promise<string | undefined>;
  /** The server answered 403 and named scopes that the token lacks. Never throws. */
  lacksScopes(scopes: readonly string[]): Promise<void>;
}

interface TargetTerms {
  /** Per request, milliseconds. */
  readonly timeoutMs: number;
  readonly protocolEra: ProtocolEra;
  readonly clientName: 'armature-tester' | 'armature-monitor' | 'armature-probe';
  /** Verdict of an earlier contact; saves the era probe. */
  readonly known?: EraVerdict | undefined;
}

/** What a server speaks, as last found. Stored with the server. `discover` is the modern DiscoverResult. */
export interface EraVerdict {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly transport: TransportType;
  /** ISO time. */
  readonly at: string;
  readonly discover?: unknown;
}

export interface ToolAnnotations {
  readonly title?: string | undefined;
  readonly readOnlyHint?: boolean | undefined;
  readonly destructiveHint?: boolean | undefined;
  readonly idempotentHint?: boolean | undefined;
  readonly openWorldHint?: boolean | undefined;
}

export interface CatalogTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>> | undefined;
  readonly annotations?: ToolAnnotations | undefined;
  readonly [other: string]: unknown;
}
export interface CatalogResource {
  readonly uri: string;
  readonly name: string;
  readonly [other: string]: unknown;
}
export interface CatalogTemplate {
  readonly uriTemplate: string;
  readonly name: string;
  readonly [other: string]: unknown;
}
export interface CatalogPrompt {
  readonly name: string;
  readonly [other: string]: unknown;
}

/** Everything a server lists, taken from the raw frames: a malformed tool is still here and named in `findings`. */
export interface Catalog {
  readonly tools: readonly CatalogTool[];
  readonly resources: readonly CatalogResource[];
  readonly resourceTemplates: readonly CatalogTemplate[];
  readonly prompts: readonly CatalogPrompt[];
}

export type FindingRule =
  | 'mishandles_discover'
  | 'unlistable_tool'
  | 'invalid_schema'
  | 'hidden_tool'
  | 'duplicate_tool_name'
  | 'unstable_order'
  | 'missing_result_type'
  | 'missing_cache_hints'
  | 'capability_without_method'
  | 'auth_not_advertised'
  | 'no_description'
  | 'list_truncated'
  | 'wrong_transport'
  | 'noisy_stdout'
  | ExamineRule
  | ResultRule;

/** Found only by asking on purpose (`examine`). `not_examined`: what could not be asked, and why. */
export type ExamineRule =
  | 'foreign_origin_accepted'
  | 'header_not_checked'
  | 'session_not_honoured'
  | 'unknown_session_accepted'
  | 'invalid_json_mishandled'
  | 'unknown_tool_mishandled'
  | 'accept_ignored'
  | 'died_of_examination'
  | 'not_examined';

/** Found in the result of a call. */
export type ResultRule = 'output_not_honoured' | 'error_as_success';

export interface Finding {
  readonly rule: FindingRule;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly toolName?: string | undefined;
  /** What was seen, at most 500 characters. It may quote the server: redact it before it is stored or shown. */
  readonly evidence?: string | undefined;
}

/** Phases of a contact, for messages. */
export type Phase = 'start' | 'address' | 'dns' | 'connect' | 'tls' | 'http' | 'initialize' | 'list' | 'call';

/** Probe error codes of spec 01 §5. */
export type ContactCode =
  | 'dns_failed'
  | 'connect_failed'
  | 'tls_failed'
  | 'timeout'
  | 'blocked_address'
  | 'auth_rejected'
  | 'http_status'
  | 'not_mcp'
  | 'protocol_unsupported'
  | 'list_failed'
  | 'process_failed';

/** Why there is no usable session or answer. `hadHttpStatus`: an HTTP status arrived (blame `server`, else `network`). */
export interface ContactFailure {
  readonly code: ContactCode;
  readonly message: string;
  readonly phase: Phase;
  readonly httpStatus?: number | undefined;
  readonly hadHttpStatus: boolean;
  readonly retryAfterMs?: number | undefined;
  /** With 401: whether the answer said how to sign in (`WWW-Authenticate`). */
  readonly authAdvertised?: boolean | undefined;
  /** Where it was sent, with the port, as the caller wrote it; absent for a hosted program. */
  readonly host?: string | undefined;
  /** The handshake was refused with a JSON-RPC error of this code. */
  readonly rpcCode?: number | undefined;
  /** Our own network was down, or we had no room for a hosted program: it says nothing about the server. */
  readonly isOurs?: boolean | undefined;
}

/** One content block as the server sent it. */
export type ContentBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** The closed set of outcomes of one request (design: outcome taxonomy). */
export type CallOutcome =
  | { readonly kind: 'ok' | 'tool_error'; readonly content: readonly ContentBlock[]; readonly structuredContent?: unknown }
  | {
      readonly kind: 'protocol_error';
      readonly origin: 'server';
      readonly code: number;
      readonly message: string;
      readonly data?: unknown;
      /** Of the answer that carried it, where that is no 2xx. */
      readonly httpStatus?: number | undefined;
    }
  | {
      readonly kind: 'schema_violation';
      readonly origin: 'client-validator';
      readonly message: string;
      readonly content: readonly ContentBlock[];
      readonly structuredContent?: unknown;
    }
  | { readonly kind: 'needs_input'; readonly message: string }
  | { readonly kind: 'auth_error'; readonly failure: ContactFailure }
  | { readonly kind: 'timeout'; readonly failure: ContactFailure }
  | { readonly kind: 'transport_error'; readonly failure: ContactFailure };

export interface CallResult {
  readonly outcome: CallOutcome;
  readonly durationMs: number;
  /** Size of the answer's body in bytes. */
  readonly bytes: number;
  /** What the answer of a tool call says about the server; absent when there is nothing to tell. */
  readonly findings?: readonly Finding[] | undefined;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** From the catalog, so that the output schema is enforced. */
  readonly tool?: CatalogTool | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** One open connection. One per run; close it always. */
export interface McpSession {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly serverInfo: { readonly name: string; readonly version: string; readonly title?: string | undefined } | null;
  readonly instructions: string | null;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly verdict: EraVerdict;
  /** From the first packet to the end of the handshake, with everything that was tried in vain. */
  readonly connectMs: number;
  /** Grows while the session is used. */
  readonly findings: readonly Finding[];
  /** All pages, at most 1000 entries of each kind. */
  listCatalog(signal?: AbortSignal): Promise<Outcome<Catalog, ContactFailure>>;
  callTool(call: ToolCall): Promise<CallResult>;
  /** `content` of the outcome holds the resource's contents as blocks of type `resource`. */
  readResource(uri: string, signal?: AbortSignal): Promise<CallResult>;
  /** `content` of the outcome holds the messages' content blocks. */
  getPrompt(name: string, args: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<CallResult>;
  onNotification(listener: (method: string, params: unknown) => void): void;
  /** Ends the session at the server (DELETE where it has one). Never throws. */
  close(): Promise<void>;
}

export interface ProbeCounts {
  readonly tools: number;
  readonly resources: number;
  readonly resourceTemplates: number;
  readonly prompts: number;
}

/** Answer of a probe (spec 01 §5), with what it found. */
export interface Probe {
  readonly ok: boolean;
  readonly protocolVersion: string | null;
  readonly era: Era | null;
  /** Which handshakes work; null where not tried. */
  readonly eras: { readonly modern: boolean | null; readonly legacy: boolean | null };
  readonly serverInfo: { readonly name: string; readonly version: string } | null;
  readonly counts: ProbeCounts;
  readonly durationMs: number;
  readonly warnings: readonly string[];
  readonly findings: readonly Finding[];
  readonly error: { readonly code: ContactCode; readonly message: string; readonly httpStatus?: number | undefined } | null;
  readonly catalog: Catalog | null;
  readonly instructions: string | null;
  readonly verdict: EraVerdict | null;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Hosted programs: the end of what one wrote to stderr, unredacted but for its own environment, when it has ended. Called once
   * per process, before `close()` of the session (or a failed `connect`) resolves; not for one that wrote nothing.
   */
  readonly onStderr?: ((text: string) => void) | undefined;
  /** False: an answer that asks to come back later (429, 503 with Retry-After) is the answer. Default true: waited for, twice at most. */
  readonly waitsForLimits?: boolean | undefined;
}

export interface ExamineOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface McpDoor {
  /** The era ladder: modern, legacy, as the target allows. Never throws for what the server does. */
  connect(target: McpTarget, options?: ConnectOptions): Promise<Outcome<McpSession, ContactFailure>>;
  /** Address → connect → handshake(s) → list → close; 30 s in all. */
  probe(target: McpTarget, options?: ConnectOptions): Promise<Probe>;
  /**
   * Asks, on a person's request only, what a well-behaved client never asks: at most 15 requests in at most 30 s, and no tool is
   * called. Never throws for what the server does; what could not be asked is a finding `not_examined`.
   */
  examine(target: McpTarget, options?: ExamineOptions): Promise<Finding[]>;
  /** What this machine can enforce on hosted programs, found out once by trying. */
  hosting(): Promise<HostingAbilities>;
}
