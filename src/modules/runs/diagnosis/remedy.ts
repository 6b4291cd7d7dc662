// A remediation as the rules make it: with the action it belongs to, and what it would put into a proposal.
import type { Check, Limits, ToolPolicy } from '#modules/workflows';
import { cutText } from '../trace/bound-json.ts';
import type { ActionName, Remediation } from './diagnosis.ts';
import type { Facts } from './facts.ts';

/** Names of the repair endpoint's workflow spec. */
export interface SpecChanges {
  readonly prompt?: string;
  readonly toolPolicy?: ToolPolicy;
  readonly limits?: Partial<Limits>;
  readonly judge?: { readonly modelId: string; readonly samples: number };
  readonly criteria?: readonly CriterionUpdate[];
}

interface CriterionUpdate {
  readonly op: 'update';
  readonly position: number;
  readonly check?: Check;
  readonly criterionText?: string;
  readonly isRequired?: boolean;
}

export interface Remedy extends Remediation {
  /** The suggested action it is part of; null: of none. */
  readonly action: ActionName | null;
  readonly changes?: SpecChanges | undefined;
}

/** A rule looks at the facts and finds nothing, or what could be changed. */
export type RemedyRule = (facts: Facts) => readonly Remedy[];

const MAX_EVIDENCE = 10;
const MAX_WHY = 500;

type WorkflowRemedy = Omit<Remedy, 'subject'>;

export const ofWorkflow = ({ run }: Facts, remedy: WorkflowRemedy): Remedy => remedyOf('workflow', run.workflowId, remedy);
export const ofServer = ({ run }: Facts, remedy: WorkflowRemedy): Remedy => remedyOf('mcp_server', run.mcpServerId, remedy);
export const ofProfile = ({ authProfileId }: Facts, remedy: WorkflowRemedy): Remedy => remedyOf('auth_profile', authProfileId, remedy);

const remedyOf = (type: Remedy['subject']['type'], id: string | null, remedy: WorkflowRemedy): Remedy => ({
  ...remedy,
  subject: { type, id },
  why: cutText(remedy.why, MAX_WHY),
  evidence: [...new Set(remedy.evidence)].slice(0, MAX_EVIDENCE),
});

/** Names of strangers in a sentence: few and short. */
export function named(names: readonly string[]): string {
  const [few, more] = [names.slice(0, 3).map((name) => cutText(name, 80)), names.length - 3];
  return `${few.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What belongs together in one proposal. Updates of criteria follow each other; of anything else the later wins. */
export function mergeChanges(remedies: readonly Remedy[]): SpecChanges | undefined {
  const all = remedies.flatMap(({ changes }) => changes ?? []);
  if (all.length === 0) return undefined;
  const criteria = all.flatMap((changes) => changes.criteria ?? []);
  const limits = all.reduce<Partial<Limits>>((sum, changes) => ({ ...sum, ...changes.limits }), {});
  return {
    ...all.reduce<SpecChanges>((sum, changes) => ({ ...sum, ...changes }), {}),
    ...(criteria.length > 0 ? { criteria } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  };
}
