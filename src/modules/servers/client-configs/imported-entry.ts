// The noun: one MCP server as a client's configuration file names it, ready to be added once its inputs are filled in.
import type { TransportType } from '#platform/mcp/mcp';

/** The clients whose files we read and write. */
export const CLIENT_IDS = [
  'claudeCode',
  'claudeDesktop',
  'cursor',
  'vscode',
  'windsurf',
  'geminiCli',
  'codex',
  'opencode',
  'goose',
] as const;
export type ClientId = (typeof CLIENT_IDS)[number];

/** `registry`: a `server.json` of the MCP registry. `unknown`: entries without the frame of a client. */
export const CONFIG_FORMATS = [...CLIENT_IDS, 'registry', 'unknown'] as const;
export type ConfigFormat = (typeof CONFIG_FORMATS)[number];

/** A value the file leaves to a person. What the file calls `${…}` is never looked up by us. */
export interface ImportInput {
  /** As it stands in templates: `${NAME}`. */
  readonly name: string;
  readonly isSecret: boolean;
  /** When an optional input stays empty, what needs it is left out. */
  readonly isRequired: boolean;
  readonly description: string | null;
  readonly default: string | null;
  /** Empty: any text. */
  readonly choices: readonly string[];
}

export interface ImportHeader {
  readonly name: string;
  /** Null: it needs inputs, or stood in the file as a secret, which is not repeated. */
  readonly value: string | null;
  /** Set when `value` is null: the value with `${NAME}` for each input. */
  readonly template?: string | undefined;
  /** The first input of the template. */
  readonly secretName?: string | undefined;
}

/** The body of `POST /mcp-servers` once each `${NAME}` of the inputs is replaced. */
export interface CreateRequest {
  readonly name: string;
  readonly transportType: TransportType;
  readonly baseUrl?: string | undefined;
  readonly connectionConfig?:
    | {
        readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
        readonly command?: string | undefined;
        readonly args?: readonly string[] | undefined;
        readonly env?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  readonly authProfile?:
    | {
        readonly kind: 'bearer' | 'api_key_header' | 'oauth_authorization_code';
        readonly headerName?: string | undefined;
        readonly value?: string | undefined;
        readonly clientId?: string | undefined;
        readonly scopes?: readonly string[] | undefined;
      }
    | undefined;
}

export interface ImportEntry {
  /** Unique within the file and among the servers of the organization. */
  readonly name: string;
  /** The project of a per-project entry. */
  readonly source: string | null;
  /** Null for a transport Armature does not speak. */
  readonly transport: TransportType | null;
  /** May hold `${NAME}`. */
  readonly url?: string | undefined;
  readonly command?: string | undefined;
  readonly args?: readonly string[] | undefined;
  readonly headers: readonly ImportHeader[];
  readonly inputs: readonly ImportInput[];
  /** What was left out or deserves a look. */
  readonly notes: readonly string[];
  /** A server of the organization that has this URL already. */
  readonly existing: { readonly id: string; readonly name: string } | null;
  /** Null when skipped. */
  readonly request: CreateRequest | null;
  /** Why it cannot be added; completes "skipped: …". */
  readonly skipped?: string | undefined;
}

export interface ImportedConfig {
  readonly format: ConfigFormat;
  readonly entries: readonly ImportEntry[];
  readonly warnings: readonly string[];
}
