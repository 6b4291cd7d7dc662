// What a plan says of one object, and what an apply did to it.
import type { FieldDiff } from '#modules/workflows';
import type { ConfigKind } from './document.ts';

/**
 * `adopt`: an object of that name is there and had no key; it gets this one, and becomes what the document says. `delete`: a server
 * or a workflow is archived, a monitor or a rule removed.
 */
export const CONFIG_OPS = ['create', 'update', 'adopt', 'delete', 'none'] as const;
export type ConfigOp = (typeof CONFIG_OPS)[number];

export interface ConfigChange {
  readonly kind: ConfigKind;
  readonly key: string;
  readonly name: string;
  readonly op: ConfigOp;
  /** Null where the object is only planned. */
  readonly id: string | null;
  readonly diff: readonly FieldDiff[];
  /** Sentences, such as on a secret that a plan cannot compare. */
  readonly warnings: readonly string[];
}
