// The noun: what one upload became. Immutable but for its state (spec 07 §4).
import type { ApiDiff } from '../compile/api-diff.ts';
import type { Diagnostic, Manifest } from '../compile/compiled.ts';

export const BUNDLE_STATES = ['compiling', 'generated', 'active', 'superseded', 'failed'] as const;
export type BundleState = (typeof BUNDLE_STATES)[number];

/** Where a document came from, as the uploader says; null where it says nothing. */
export interface Provenance {
  readonly repository: string | null;
  readonly commitSha: string | null;
  readonly branch: string | null;
  readonly pullRequestNumber: number | null;
}

/** A bundle as lists show it. */
export interface Bundle extends Provenance {
  readonly id: string;
  /** Slug of its source. */
  readonly source: string;
  readonly environment: string;
  readonly state: BundleState;
  /** Null until it is compiled. */
  readonly operationCount: number | null;
  /** `sha256:<hex>` over everything compiled; null until it is. */
  readonly contentHash: string | null;
  readonly createdAt: string;
  /** Id of who uploaded it. */
  readonly createdBy: string;
  /** When it last became active. */
  readonly promotedAt: string | null;
}

/** `against`: the bundle compared with; null when there was none. */
export interface BundleDiff extends ApiDiff {
  readonly against: string | null;
}

/** What a compile is at; of a bundle in state `compiling`. */
export interface CompileProgress {
  readonly step: string;
  readonly done: number | null;
  readonly total: number | null;
  readonly at: string;
}

/** As it is stored, without its parts. */
export interface StoredBundle extends Bundle {
  readonly orgId: string;
  readonly sourceId: string;
  readonly inputHash: string;
  /** With its defaults once it is compiled; before that `{}`. */
  readonly manifest: Manifest | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly apiDiff: BundleDiff | null;
  readonly promotes: boolean;
}

/** How often recent scripts use what a new bundle changes (spec 11 §7). */
export interface BundleUsage {
  readonly scriptsChecked: number;
  readonly scriptsBroken: number;
  readonly operationsInUse: readonly string[];
}

/** Whether an upload is worth a person's look. */
export interface Rollback {
  /** What is active now, or was until this one: promote it to go back. Null: nothing was. */
  readonly previousBundleId: string | null;
}

/** Parts of a bundle, each stored compressed under its name. */
export const PART_NAMES = [
  'input',
  'openapi',
  'operations',
  'schemas',
  'types',
  'index',
  'search',
  'vectors',
  'bootstrap',
  'image',
] as const;
export type PartName = (typeof PART_NAMES)[number] | 'progress';
