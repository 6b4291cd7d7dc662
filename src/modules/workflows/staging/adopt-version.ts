// Makes a staged version the workflow's next one, or version 1 of a new workflow, in the transaction of whoever applies it.
import { invalidField, notFound, validationFailed } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { checkSpec } from '../check-references.ts';
import { diffSpecs } from '../diff-specs.ts';
import { loadModelCatalog, loadServer } from '../references.ts';
import type { ModelCatalog, ServerFacts } from '../reference-facts.ts';
import { plansDiffer, replanTicks } from '../replan-ticks.ts';
import { findVersionById, findWorkflow, holdServer, insertWorkflow, lockWorkflow, setCurrentVersion } from '../store.ts';
import type { AnyVersion, StoredWorkflow } from '../store.ts';
import { refuseStale } from '../update-workflow.ts';
import type { FieldDiff, VersionAuthor, WorkflowSpec } from '../workflow.ts';
import { numberVersion } from './store.ts';
import { errorsToWire } from './wire-spec.ts';

/** What content speaks of, as it is now; loaded before the transaction, for it takes many reads. */
export interface Surroundings {
  readonly server: ServerFacts | undefined;
  readonly catalog: ModelCatalog;
}

export async function surroundingsOf(ctx: Ctx, spec: Pick<WorkflowSpec, 'mcpServerId'>): Promise<Surroundings> {
  const [server, catalog] = await Promise.all([loadServer(ctx, spec.mcpServerId), loadModelCatalog(ctx)]);
  return { server, catalog };
}

interface Adoption {
  readonly versionId: string;
  readonly author: VersionAuthor;
  readonly surroundings: Surroundings;
  readonly note: string;
  readonly at: Date;
}

export interface Adopted {
  readonly workflowId: string;
  readonly version: { readonly id: string; readonly number: number };
  /** To the version before; of a new workflow empty. */
  readonly diff: readonly FieldDiff[];
}

/** Throws `stale_base_version`, then `validation_failed` when what it speaks of has changed, or the workflow is archived. */
export async function adoptVersion(
  tx: Tx,
  ctx: Ctx,
  { workflowId, baseVersionId, ...adoption }: Adoption & { readonly workflowId: string; readonly baseVersionId: string },
): Promise<Adopted> {
  requireRole(ctx, 'editor');
  const { versionId, author, at, note } = adoption;
  const current = await lockWorkflow(tx, ctx.org.id, workflowId);
  if (!current) throw notFound('workflow');
  refuseStale(current, baseVersionId);
  if (current.state === 'archived') throw invalidField('proposalId', 'is for a workflow that is archived; set its state to paused first');
  const { spec } = await requireStaged(tx, adoption);
  const diff = diffSpecs(current.spec, spec);
  const version = { id: versionId, number: current.currentVersion.number + 1 };
  await number(tx, { versionId, workflowId, number: version.number, author, diff, at });
  await setCurrentVersion(tx, workflowId, { version, spec, at });
  const after = await stored(tx, ctx, workflowId);
  if (plansDiffer(current, after)) await replanTicks(tx, after, at);
  await record(tx, ctx, {
    action: 'workflow.update',
    objectType: 'workflow',
    objectId: workflowId,
    before: auditFields(current),
    after: auditFields(after),
    note,
  });
  return { workflowId, version, diff };
}

/** A new workflow whose version 1 is the staged one. */
export async function adoptAsWorkflow(tx: Tx, ctx: Ctx, adoption: Adoption): Promise<Adopted> {
  requireRole(ctx, 'editor');
  const { versionId, author, at, note } = adoption;
  const { spec } = await requireStaged(tx, adoption);
  if (!(await holdServer(tx, ctx.org.id, spec.mcpServerId))) throw invalidField('mcpServerId', 'is an archived MCP server');
  const workflowId = newId('wf', at.getTime());
  const version = { id: versionId, number: 1 };
  await insertWorkflow(tx, ctx.org.id, { id: workflowId, version, spec, at });
  await number(tx, { versionId, workflowId, number: version.number, author, diff: [], at });
  const made = await stored(tx, ctx, workflowId);
  await replanTicks(tx, made, at);
  await record(tx, ctx, { action: 'workflow.create', objectType: 'workflow', objectId: workflowId, after: auditFields(made), note });
  return { workflowId, version, diff: [] };
}

async function requireStaged(tx: Tx, { versionId, surroundings }: Adoption): Promise<AnyVersion> {
  const version = await findVersionById(tx, versionId);
  if (!version) throw notFound('version');
  const { server, catalog } = surroundings;
  const [first, ...rest] = errorsToWire(checkSpec(version.spec, server, catalog));
  if (first) throw validationFailed([first, ...rest]);
  return version;
}

async function number(tx: Tx, numbered: Parameters<typeof numberVersion>[1]): Promise<void> {
  // The proposal's row is locked by the caller, so this is a broken database and not a race.
  if (!(await numberVersion(tx, numbered))) throw new Error('a staged version had a number before it was applied');
}

async function stored(tx: Tx, ctx: Ctx, workflowId: string): Promise<StoredWorkflow> {
  const workflow = await findWorkflow(tx, ctx.org.id, workflowId);
  if (!workflow) throw notFound('workflow');
  return workflow;
}

const auditFields = ({ spec, state, currentVersion }: StoredWorkflow): object => ({ ...spec, state, versionNumber: currentVersion.number });
