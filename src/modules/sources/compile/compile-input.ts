// What the compiler is given and what it answers: a bundle's content, or why there is none.
import type { AddressPolicy } from '#platform/http/address-guard';
import type { Compiled, Diagnostic } from './compiled.ts';

export interface CompileInput {
  /** Slug of the source, for the default name of the client. */
  readonly slug: string;
  /** JSON, or JSON or YAML text. */
  readonly openapi: unknown;
  /** An OpenAPI Overlay 1.0 or 1.1, in the same forms. */
  readonly overlay?: unknown;
  readonly manifest?: unknown;
  readonly environment: string;
  readonly mode: 'tools' | 'code';
  /** What base URLs are judged by (spec 09 §8). */
  readonly settings: AddressPolicy;
}

/** An error with the path `/manifest/<field>` is the manifest's: 400 instead of 422. */
export type CompileResult =
  | { readonly ok: true; readonly compiled: Compiled }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export const COMPILE_STEPS = ['read', 'overlay', 'operations', 'types', 'index', 'search'] as const;
export type CompileStep = (typeof COMPILE_STEPS)[number];

/** Told as each step begins; `done` of `total` operations where the step counts them. */
export type CompileProgress = (step: CompileStep, done?: number, total?: number) => void;
