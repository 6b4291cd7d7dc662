// Proposals as everyone sees them: with their content, their state now, and their trials beside the runs of what is current.
import { latestRunOfTargets, latestTrialOfTargets, newestTrials, runUrl } from '#modules/runs';
import type { RunSummary, TargetRun } from '#modules/runs';
import { currentVersionsOf, specsOf, specToWire } from '#modules/workflows';
import type { WorkflowSpec } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { stateOf } from './proposal.ts';
import type { Proposal, ProposalTrials, StoredProposal } from './proposal.ts';
import { trialVerdict } from './trial-verdict.ts';

const MAX_TRIALS = 20;

export async function presentOne(ctx: Ctx, stored: StoredProposal): Promise<Proposal> {
  const [proposal] = await presentProposals(ctx, [stored]);
  if (!proposal) throw new Error('a proposal lost its content');
  return proposal;
}

/** A handful of queries, however many they are. One that is swept meanwhile is left out. */
export async function presentProposals(ctx: Ctx, all: readonly StoredProposal[]): Promise<Proposal[]> {
  const { db, clock } = ctx.deps;
  const ids = all.map(({ id }) => id);
  const versions = await currentVersionsOf(db, ctx.org.id, Array.from(new Set(all.map(shownBeside))));
  const [specs, trials, latest, current] = await Promise.all([
    specsOf(
      db,
      all.map(({ versionId }) => versionId),
    ),
    newestTrials(db, ids, MAX_TRIALS),
    latestTrialOfTargets(db, ids),
    latestRunOfTargets(db, versions),
  ]);
  const now = clock.now();
  return all.flatMap((stored) => {
    const spec = specs.get(stored.versionId);
    if (!spec) return [];
    const isOwn = ({ trial }: TargetRun): boolean => trial?.proposalId === stored.id;
    const beside = versions.find(({ workflowId }) => workflowId === shownBeside(stored));
    return presented(ctx, stored, {
      now,
      spec,
      trials: {
        runs: trials.filter(isOwn).map((run) => shown(ctx, run)),
        current: current.filter(({ version }) => version.id === beside?.versionId).map((run) => shown(ctx, run)),
        verdict: trialVerdict(spec.testerTargets, latest.filter(isOwn)),
      },
    });
  });
}

/** An applied draft is a workflow of its own. */
const shownBeside = ({ homeWorkflowId, appliedWorkflowId }: StoredProposal): string => appliedWorkflowId ?? homeWorkflowId;

function shown(ctx: Ctx, found: TargetRun): RunSummary {
  const { targetKey: _, ...run } = found;
  return { ...run, url: runUrl(ctx, run.runId) };
}

function presented(
  ctx: Ctx,
  stored: StoredProposal,
  { now, spec, trials }: { readonly now: Date; readonly spec: WorkflowSpec; readonly trials: ProposalTrials },
): Proposal {
  const { id, homeWorkflowId, versionId, ...shared } = stored;
  const { publicUrl } = ctx.deps.settings;
  return {
    ...shared,
    proposalId: id,
    workflowId: stored.kind === 'patch' ? homeWorkflowId : stored.appliedWorkflowId,
    spec: specToWire(spec),
    state: stateOf(stored, now),
    appliedVersionId: stored.appliedAt === null ? null : versionId,
    trials,
    resourceUri: `armature://workflow-change-proposals/${id}`,
    url: `${publicUrl}/o/${ctx.org.slug}/proposals/${id}`,
  };
}
