// Why a run ended as it did and what could be changed: stored evidence and fixed rules, no model (spec 04 diagnose_run).
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { shortenDiff } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { quotedCriterion } from '../inspect/quoted-criterion.ts';
import { requireRun } from '../require-run.ts';
import { isFinished } from '../run.ts';
import { contributingCalls } from './contributing-calls.ts';
import { contributingEvents } from './contributing-events.ts';
import type { ChangesSinceBaseline, Diagnosis, Remediation } from './diagnosis.ts';
import { isFailing } from './facts.ts';
import type { Facts } from './facts.ts';
import { findRemedies } from './find-remedies.ts';
import { findSimilar } from './find-similar.ts';
import { gatherFacts } from './gather-facts.ts';
import type { Remedy } from './remedy.ts';
import { suggestedActions } from './suggested-actions.ts';

const Input = z.strictObject({ runId: z.string() });

export async function diagnoseRun(ctx: Ctx, raw: unknown): Promise<Diagnosis> {
  requireRole(ctx, 'viewer');
  const run = await requireRun(ctx, parseInput(Input, raw).runId);
  const { status } = run;
  if (!isFinished(status)) throw invalidField('runId', 'is not finished');
  const facts = await gatherFacts(ctx, run);
  const [calls, events, remedies] = [contributingCalls(facts), contributingEvents(facts), findRemedies(facts)];
  const { changes, isShortened } = shownChanges(facts);
  return {
    runId: run.runId,
    workflowId: run.workflowId,
    version: run.version,
    currentVersionId: facts.current?.versionId ?? null,
    status,
    error: run.error,
    classification: run.classification,
    classificationEvidence: run.classificationEvidence,
    failingCriteria: facts.criteria.filter(isFailing).map(quotedCriterion),
    contributingToolCalls: calls.calls,
    contributingEvents: events.events,
    changesSinceBaseline: changes,
    suggestedActions: suggestedActions(facts, remedies),
    remediations: remedies.map(shown),
    similarFailures: await findSimilar(ctx, run, facts.criteria),
    truncated: calls.isCut || events.isCut || isShortened || run.traceExpired,
  };
}

function shownChanges({ changes: { baseline, workflow, catalog } }: Facts): {
  readonly changes: ChangesSinceBaseline;
  readonly isShortened: boolean;
} {
  const { diff, isShortened } = catalog ? shortenDiff(catalog) : { diff: null, isShortened: false };
  return { changes: { baselineRunId: baseline?.runId ?? null, workflow, catalog: diff }, isShortened };
}

const shown = ({ action: _action, changes: _changes, ...remediation }: Remedy): Remediation => remediation;
