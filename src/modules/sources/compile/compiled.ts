// The noun: what the compiler makes of an OpenAPI document. Pure data, the same bytes for the same input.
import type { ToolAnnotations } from '#platform/mcp/mcp';

/** A JSON Schema (2020-12). Its only references are `#/components/schemas/<name>`, into the bundle's schemas. */
export type Schema = Readonly<Record<string, unknown>> | boolean;

export type ParameterPlace = 'path' | 'query' | 'header';
export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY'] as const;
export type Method = (typeof METHODS)[number];

export interface Parameter {
  /** As it goes over the wire. */
  readonly name: string;
  /** As scripts and tools name it: `name`, with `_path`, `_query` or `_header` where names clash. */
  readonly argument: string;
  readonly place: ParameterPlace;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Schema;
  /** OpenAPI's serialization: `simple`, `label`, `matrix`, `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`; `json` where the parameter has `content`. */
  readonly style: 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'json';
  readonly explode: boolean;
  readonly allowReserved: boolean;
}

export interface RequestBody {
  readonly required: boolean;
  readonly description: string;
  readonly contentType: string;
  readonly kind: 'json' | 'form' | 'text';
  readonly schema: Schema;
  /** Of a form: how single fields are serialized, where the document says so; otherwise form, explode. */
  readonly encoding: Readonly<Record<string, { readonly style: Parameter['style']; readonly explode: boolean }>>;
}

export interface Operation {
  /** As the document has it; a made one (`get_pets_petId`) where it has none, with a warning. Unique in the bundle. */
  readonly operationId: string;
  /** Property of the client in scripts. Unique, no reserved word. */
  readonly jsName: string;
  /** Name of the tool in mode tools (spec 06 §2). Unique. */
  readonly toolName: string;
  readonly method: Method;
  /** Template, such as `/pets/{petId}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** From `x-codemode-aliases`. */
  readonly aliases: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: RequestBody | null;
  /** What a success answers with; `schema` null where nothing is said, `kind` none where it has no body. */
  readonly response: { readonly kind: 'json' | 'text' | 'none' | 'unknown'; readonly schema: Schema | null };
  readonly annotations: ToolAnnotations;
  /** `client.listPets(args?: { … }): Promise<Pet[]>` without the client's name: `listPets(args?: …): Promise<…>`. */
  readonly signature: string;
  /** Names of schemas the signature mentions, for search cards. */
  readonly mentions: readonly string[];
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** JSON Pointer into the document as it was uploaded, such as `/paths/~1pets/get`; `/overlay…` and `/manifest…` for those. */
  readonly path: string;
  /** What is wrong and what to do. */
  readonly message: string;
}

export interface AnalyticsTag {
  readonly name: string;
  readonly value?: string | undefined;
  /** `<operationId>.<argument>`. */
  readonly param?: string | undefined;
}

/** Checked and with its defaults (spec 07 §5, 11 §7). */
export interface Manifest {
  readonly vendorName: string;
  readonly clientName: string;
  /** Without a trailing slash, by environment; the environment of the bundle is always there in mode code. */
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly auth: {
    readonly kind: 'none' | 'bearer' | 'api_key_header' | 'api_key_query' | 'basic';
    readonly secretRef?: string | undefined;
    readonly name?: string | undefined;
  };
  readonly scriptTimeoutEnv?: string | undefined;
  readonly limits: { readonly memoryMb: number; readonly timeoutMs: number; readonly maxCalls: number; readonly maxResponseBytes: number };
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly analyticsTags: readonly AnalyticsTag[];
  readonly policy: readonly { readonly match: string; readonly action: 'allow' | 'ask' | 'block' }[];
}

/** `info` of the document. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** Everything a bundle holds but its VM image, which the sandbox makes of `bootstrap`. */
export interface Compiled {
  readonly info: ApiInfo;
  readonly manifest: Manifest;
  /** Sorted by operationId, after include and exclude. */
  readonly operations: readonly Operation[];
  /** What include and exclude left out, for the operation browser. */
  readonly excluded: readonly { readonly operationId: string; readonly method: Method; readonly path: string }[];
  /** By name, as references find them. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The whole SDK as one `.d.ts` text, `tsc --strict` clean: `declare const <clientName>: {…}`, `ApiError`, all types. */
  readonly types: string;
  /** The SDK index for `instructions`, at most 24 KiB (spec 07 §2, §9). */
  readonly index: string;
  /** JavaScript that sets up the client in a fresh VM from the bridge the sandbox offers. */
  readonly bootstrap: string;
  /** Serialized search index and its vectors, as platform/search made them. */
  readonly search: string;
  readonly vectors: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
  /** `sha256:<hex>` over all of the above. */
  readonly contentHash: string;
}
