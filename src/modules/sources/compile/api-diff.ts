// The noun: what changed between two bundles of one source (spec 07 §4).
import type { Method, Operation, Schema } from './compiled.ts';

/** The part of a bundle that callers can depend on. */
export interface ApiSurface {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

export interface OperationName {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
}

export interface SignatureChange {
  readonly operationId: string;
  readonly before: string;
  readonly after: string;
  readonly breaking: boolean;
  /** Such as `optional argument status added`; those that break come first. */
  readonly reasons: readonly string[];
}

/** Without `against`, which only the caller knows. */
export interface ApiDiff {
  readonly added: readonly OperationName[];
  readonly removed: readonly OperationName[];
  readonly signatureChanged: readonly SignatureChange[];
  /** Anything removed, or a breaking change. */
  readonly breaking: boolean;
}
