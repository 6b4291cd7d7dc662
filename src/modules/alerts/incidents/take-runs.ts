// Reads the runs of a workflow's targets that a rule has not taken yet, in the order in which they ended.
import { seconds } from '#kernel/duration';
import { runOutcomes, runsEndedFrom } from '#modules/runs';
import type { RunOutcome } from '#modules/runs';
import { maintenanceAt } from '#modules/servers';
import type { Tx } from '#platform/db/connect';
import type { Following } from './apply-effects.ts';
import { outcomeOfRun } from './cause-of-run.ts';
import type { Watch } from './store.ts';
import type { Taken, Watches } from './taken.ts';
import type { Outcome } from './transition.ts';

const PAGE = 200;
/** A run may become visible after one that ended later: by another machine's clock, or in the same millisecond. */
const OVERLAP_MS = seconds(60);

export async function takeRuns(tx: Tx, following: Following, { own, targets }: Watches): Promise<Taken> {
  const since = own.seenAt ?? following.rule.watchesFrom;
  const watches = following.object.parts.map((part) => targets.find((each) => each.part === part) ?? { ...UNSEEN, part });
  const runs = await runOutcomes(tx, {
    workflowId: following.object.id,
    targets: watches.map(({ part, seenAt }) => ({ key: part, from: seenAt === null ? since : latest(since, before(seenAt)) })),
    except: watches.flatMap(({ recentRefs }) => recentRefs),
    limit: PAGE,
  });
  const taken = Map.groupBy(runs, ({ targetKey }) => targetKey);
  const moved: Watch[] = [];
  for (const watch of watches) moved.push(await movedOn(tx, watch, taken.get(watch.part) ?? []));
  return { outcomes: await outcomesOf(tx, following, runs), watches: moved, isMore: runs.length === PAGE };
}

const UNSEEN = { seenSeq: 0, seenAt: null, recentRefs: [], streak: null };

async function movedOn(tx: Tx, watch: Watch, runs: readonly RunOutcome[]): Promise<Watch> {
  const last = runs.at(-1);
  if (!last) return watch;
  const seenAt = latest(last.endedAt, watch.seenAt ?? last.endedAt);
  const refs = [...watch.recentRefs, ...runs.map(({ runId }) => runId)];
  return { ...watch, seenAt, recentRefs: await runsEndedFrom(tx, refs, before(seenAt)) };
}

const latest = (a: Date, b: Date): Date => (a > b ? a : b);
const before = (at: Date): Date => new Date(at.getTime() - OVERLAP_MS);

async function outcomesOf(tx: Tx, { rule }: Following, runs: readonly RunOutcome[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const run of runs) {
    outcomes.push(outcomeOfRun(run, { isIgnored: await touchesMaintenance(tx, rule.orgId, run) }));
  }
  return outcomes;
}

/** Also a run that only began or only ended in a window met the server there. */
async function touchesMaintenance(tx: Tx, orgId: string, { serverId, startedAt, endedAt }: RunOutcome): Promise<boolean> {
  for (const at of [endedAt, startedAt]) if (at && (await maintenanceAt(tx, { orgId, serverId, at }))) return true;
  return false;
}
