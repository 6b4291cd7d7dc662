// Reads what a diagnosis is made of, in few queries.
import { listAuthProfiles } from '#modules/servers';
import { findWorkflow, specOf } from '#modules/workflows';
import type { WorkflowSpec } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { baselineOf, brokenTools, catalogChange, specDiff } from '../baseline.ts';
import { wasRefusedForArguments } from '../classify.ts';
import { gradedCriteria } from '../get-evaluation.ts';
import { selectQuotedEvents } from '../inspect/store.ts';
import type { TraceEvent, TraceEventType } from '../run.ts';
import { selectVerdicts } from '../store.ts';
import type { RunRow } from '../store.ts';
import { CALL_EVENTS, toolCallsOf } from '../tool-calls.ts';
import { isFailing } from './facts.ts';
import type { Changes, Facts } from './facts.ts';

/** More than any attempt has: 500 sent calls with their answers, and blocked ones by the turn. */
const MAX_EVENTS = 2_500;
const DECIDING: readonly TraceEventType[] = [...CALL_EVENTS, 'error', 'limit_reached'];

export async function gatherFacts(ctx: Ctx, run: RunRow): Promise<Facts> {
  const { db } = ctx.deps;
  const [version, verdicts, workflow, changes, authProfiles] = await Promise.all([
    specOf(ctx.deps, run.version.id),
    selectVerdicts(db, run.runId),
    findWorkflow(db, ctx.org.id, run.workflowId),
    changesSince(ctx, run),
    run.classification === 'credential' ? listAuthProfiles(ctx, { serverId: run.mcpServerId }) : [],
  ]);
  const criteria = gradedCriteria(version.spec, verdicts);
  const cited = [
    ...criteria.filter(isFailing).flatMap(({ evidence }) => evidence.map(({ eventId }) => eventId)),
    ...run.classificationEvidence.flatMap(({ type, id }) => (type === 'event' ? [id] : [])),
  ];
  const events = await selectQuotedEvents(db, {
    runId: run.runId,
    attempt: Math.max(1, run.attempt),
    types: DECIDING,
    eventIds: cited,
    limit: MAX_EVENTS,
  });
  return {
    run,
    spec: version.spec,
    criteria,
    events,
    calls: toolCallsOf(events),
    refusedCalls: refusedOf(events),
    changes,
    current: workflow && { versionId: workflow.currentVersion.id, modelIds: modelIdsOf(workflow.spec) },
    authProfileId: version.spec.defaultMcpAuthProfileId ?? authProfiles.find(({ isDefault }) => isDefault)?.id ?? null,
  };
}

const modelIdsOf = ({ testerTargets }: WorkflowSpec): string[] => testerTargets.map(({ modelId }) => modelId);

const refusedOf = (events: readonly TraceEvent[]): Set<string> =>
  new Set(events.flatMap((event) => (event.type === 'tool_result' && wasRefusedForArguments(event) ? [event.data.callId] : [])));

const UNCHANGED: Changes = {
  baseline: undefined,
  baselineSpec: undefined,
  workflow: [],
  catalog: null,
  before: undefined,
  after: undefined,
  brokenTools: new Map(),
};

async function changesSince(ctx: Ctx, run: RunRow): Promise<Changes> {
  const baseline = await baselineOf(ctx, run);
  if (!baseline) return UNCHANGED;
  const [{ spec: baselineSpec }, workflow, catalog] = await Promise.all([
    specOf(ctx.deps, baseline.version.id),
    specDiff(ctx, baseline, run),
    catalogChange(ctx, baseline, run),
  ]);
  return {
    baseline,
    baselineSpec,
    workflow,
    catalog: catalog?.diff ?? null,
    before: catalog?.before,
    after: catalog?.after,
    brokenTools: catalog ? brokenTools(catalog.diff) : new Map(),
  };
}
