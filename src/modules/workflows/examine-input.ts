// Looks at everything a caller sent for a workflow, saved or not, and finds all wrong fields at once.
import { collectFields } from '#kernel/collect-fields';
import { newId } from '#kernel/ids';
import { validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import { unknownCriterionIds } from './assign-criteria.ts';
import type { SpecDefaults, SpecFields } from './build-spec.ts';
import { checkDefaults, checkModels, checkServer, clashingForms } from './check-references.ts';
import { READ_ONLY } from './read-only-fields.ts';
import { loadModelCatalog, loadServer } from './references.ts';
import type { ModelCatalog, ServerFacts } from './reference-facts.ts';
import type { StoredWorkflow } from './store.ts';
import { workflowInput, workflowPatch } from './workflow-input.ts';
import type { WorkflowPatch } from './workflow-input.ts';

export interface Examined {
  /** What is right of the input; all of it when `errors` is empty. */
  readonly fields: SpecFields;
  readonly state: WorkflowPatch['state'];
  readonly baseVersionId: string | undefined;
  readonly errors: readonly FieldError[];
  /** The server the workflow has or would have; undefined when there is no such one. */
  readonly server: ServerFacts | undefined;
  readonly catalog: ModelCatalog;
  readonly defaults: SpecDefaults;
}

/** `current`: the workflow to be patched; undefined for a new one. */
export async function examineInput(ctx: Ctx, raw: unknown, current: StoredWorkflow | undefined): Promise<Examined> {
  const options = { readOnly: READ_ONLY };
  const collected = current ? collectFields(workflowPatch, raw, options) : collectFields(workflowInput, raw, options);
  const { state, baseVersionId, ...fields }: Partial<WorkflowPatch> = collected.values;
  const serverId = current?.spec.mcpServerId ?? fields.mcpServerId;
  const [server, catalog] = await Promise.all([serverId === undefined ? undefined : loadServer(ctx, serverId), loadModelCatalog(ctx)]);
  const errors = [
    ...collected.errors,
    ...clashingForms(raw),
    ...serverErrors(fields, server, current),
    ...modelErrors(fields, raw, { current, catalog }),
  ];
  const criteria = unknownCriterionIds(fields.criteria ?? [], current?.spec.criteria ?? []);
  return {
    fields,
    state,
    baseVersionId,
    errors: oncePerField([...errors, ...criteria]),
    server,
    catalog,
    defaults: {
      testerModelId: catalog.defaultTesterModelId,
      judgeModelId: catalog.defaultJudgeModelId,
      newCriterionId: () => newId('crit', ctx.deps.clock.now().getTime()),
    },
  };
}

/** Throws `validation_failed` with every wrong field; does nothing when there is none. */
export function refuseErrors(errors: readonly FieldError[]): void {
  const [first, ...rest] = errors;
  if (first) throw validationFailed([first, ...rest]);
}

function serverErrors(fields: SpecFields, server: ServerFacts | undefined, current: StoredWorkflow | undefined): FieldError[] {
  if (!current) return checkServer(fields, server);
  const { mcpServerId, ...others } = fields;
  const moved = mcpServerId !== undefined && mcpServerId !== current.spec.mcpServerId;
  return [
    ...(moved ? [{ field: 'mcpServerId', message: 'cannot change; make a new workflow for another server' }] : []),
    ...checkServer(others, server),
  ];
}

/** A tester form that was sent wrong is reported once, not again as missing. */
function modelErrors(
  fields: SpecFields,
  raw: unknown,
  { current, catalog }: { current: StoredWorkflow | undefined; catalog: ModelCatalog },
): FieldError[] {
  const isNew =
    !current &&
    !['testerModelId', 'testerModelIds', 'testerTargets'].some(
      (form) => typeof raw === 'object' && raw !== null && Object.hasOwn(raw, form),
    );
  return [...checkModels(fields, catalog), ...checkDefaults(fields, { isNew, hasJudge: Boolean(current?.spec.judge) }, catalog)];
}

function oncePerField(errors: readonly FieldError[]): FieldError[] {
  return errors.filter(({ field }, index) => errors.findIndex((other) => other.field === field) === index);
}
