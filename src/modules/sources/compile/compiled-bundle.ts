// What the process that compiles is given and answers: a bundle ready to be stored. Its large parts are packed there and opened by
// nobody on the way, so that a large document holds up nothing here.
import type { PackedPart } from '../bundles/packed-part.ts';
import type { ApiDiff } from './api-diff.ts';
import type { CompileInput } from './compile-input.ts';
import type { Compiled, Diagnostic } from './compiled.ts';

/** What callers of the active bundle depend on, as it is stored. */
export interface PackedSurface {
  readonly operations: PackedPart;
  readonly schemas: PackedPart;
}

export interface BundleInput extends CompileInput {
  /** What is active, to be compared with. */
  readonly before?: PackedSurface | undefined;
}

/** What is known of a bundle without opening it. */
interface BundleFacts extends Pick<Compiled, 'manifest' | 'diagnostics' | 'contentHash'> {
  readonly operationCount: number;
  /** Null: there was nothing to compare with. */
  readonly apiDiff: ApiDiff | null;
}

export interface CompiledBundle extends BundleFacts {
  readonly parts: readonly PackedPart[];
}

export type BundleResult =
  | { readonly ok: true; readonly bundle: CompiledBundle }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A part whose bytes come apart, all of them one after the other. */
type PartHead = Omit<PackedPart, 'bytes'> & { readonly length: number };

export type SentResult =
  | { readonly ok: true; readonly facts: BundleFacts; readonly parts: readonly PartHead[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** With its bytes as text. */
type SentPart = Omit<PackedPart, 'bytes'> & { readonly base64: string };
interface SentSurface {
  readonly operations: SentPart;
  readonly schemas: SentPart;
}
export interface SentInput extends Omit<BundleInput, 'before'> {
  readonly before?: SentSurface | undefined;
  /** The document is text, and comes as bytes beside it. */
  readonly isBeside: boolean;
}

const sentPart = ({ bytes, ...part }: PackedPart): SentPart => ({
  ...part,
  base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
});
const receivedPart = ({ base64, ...part }: SentPart): PackedPart => ({ ...part, bytes: Buffer.from(base64, 'base64') });
const sentSurface = ({ operations, schemas }: PackedSurface): SentSurface => ({
  operations: sentPart(operations),
  schemas: sentPart(schemas),
});
const receivedSurface = ({ operations, schemas }: SentSurface): PackedSurface => ({
  operations: receivedPart(operations),
  schemas: receivedPart(schemas),
});

/** Two that are compared. */
interface Pair<Surface> {
  readonly before: Surface;
  readonly after: Surface;
}
export type SentPair = Pair<SentSurface>;

export const sentPair = ({ before, after }: Pair<PackedSurface>): SentPair => ({ before: sentSurface(before), after: sentSurface(after) });
export const receivedPair = ({ before, after }: SentPair): Pair<PackedSurface> => ({
  before: receivedSurface(before),
  after: receivedSurface(after),
});

export function sentInput({ before, ...input }: BundleInput): { readonly input: SentInput; readonly bytes: Uint8Array } {
  const { openapi } = input;
  const isBeside = typeof openapi === 'string';
  return {
    input: { ...input, ...(isBeside ? { openapi: null } : {}), isBeside, before: before && sentSurface(before) },
    bytes: isBeside ? Buffer.from(openapi) : new Uint8Array(),
  };
}

export function receivedInput({ isBeside, before, ...input }: SentInput, bytes: Buffer): BundleInput {
  return {
    ...input,
    ...(isBeside ? { openapi: bytes.toString('utf8') } : {}),
    before: before && receivedSurface(before),
  };
}

export function sentResult({ parts, ...facts }: CompiledBundle): { readonly value: SentResult; readonly bytes: Uint8Array } {
  const heads = parts.map(({ bytes, ...part }) => ({ ...part, length: bytes.byteLength }));
  return { value: { ok: true, facts, parts: heads }, bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) };
}

export function receivedResult(sent: SentResult, bytes: Uint8Array): BundleResult {
  if (!sent.ok) return sent;
  let at = 0;
  const parts = sent.parts.map(({ length, ...part }): PackedPart => {
    at += length;
    return { ...part, bytes: bytes.subarray(at - length, at) };
  });
  return { ok: true, bundle: { ...sent.facts, parts } };
}

/** Its part of this name; every bundle has all of them. */
export function partOf({ parts }: Pick<CompiledBundle, 'parts'>, name: PackedPart['name']): PackedPart {
  const part = parts.find((one) => one.name === name);
  if (!part) throw new Error(`a compiled bundle has no part ${name}`);
  return part;
}

export const surfaceParts = (bundle: Pick<CompiledBundle, 'parts'>): PackedSurface => ({
  operations: partOf(bundle, 'operations'),
  schemas: partOf(bundle, 'schemas'),
});
