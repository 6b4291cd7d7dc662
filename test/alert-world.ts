// A world in which things fail as a test says: runs and checks are written straight into their tables, messages are read from theirs.
import { randomRunId, newId } from '#kernel/ids';
import { createDestination, createRule, listDestinations } from '#modules/alerts';
import type { AlertRule } from '#modules/alerts';
import { createWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx, Deps } from '#platform/ctx';
import type { JobRequest } from '#platform/jobs/jobs';
import { jsonText } from '#platform/db/schema';
import { makeWorld } from './harness.ts';
import type { Cast, TestClock } from './harness.ts';
import { listedJobs } from './listed-jobs.ts';
import { insertModel, insertServer } from './workflow-factory.ts';

export interface AlertWorld {
  readonly deps: Deps;
  readonly clock: TestClock;
  readonly databaseUrl: string;
  /** Everything enqueued so far. */
  readonly queued: JobRequest[];
  newStage(): Promise<Stage>;
  close(): Promise<void>;
}

export interface RunEnding {
  readonly workflow: Workflow;
  readonly status: 'pass' | 'partial' | 'fail' | 'error';
  readonly modelId?: string | undefined;
  readonly errorKind?: string | undefined;
  readonly countsForPassRate?: boolean | undefined;
  readonly classification?: string | undefined;
  readonly endedAt?: Date | undefined;
  readonly startedAt?: Date | undefined;
}

export interface CheckRecord {
  readonly monitorId: string;
  readonly status: 'pass' | 'fail' | 'error' | 'unknown';
  readonly inMaintenance?: boolean | undefined;
  readonly at?: Date | undefined;
}

export interface SentMessage {
  readonly type: string;
  readonly ruleId: string | null;
  readonly incidentId: string | null;
  readonly dedupeKey: string;
  readonly message: { readonly summary: string; readonly url: string; readonly [field: string]: unknown };
  readonly address: unknown;
}

/** One organization with a server, a webhook and the e-mail destination. */
export interface Stage extends Cast {
  readonly serverId: string;
  readonly profileId: string;
  readonly webhookId: string;
  readonly emailId: string;
  workflow(modelIds?: readonly string[]): Promise<Workflow>;
  monitor(): Promise<string>;
  rule(
    target: { readonly type: AlertRule['targetType']; readonly id: string },
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<AlertRule>;
  /** The id of a finished run. */
  endRun(ending: RunEnding): Promise<string>;
  /** The number of the check. */
  recordCheck(check: CheckRecord): Promise<number>;
  maintenance(from: Date, to: Date): Promise<void>;
  /** In the order in which they were queued. */
  sent(): Promise<SentMessage[]>;
}

export async function makeAlertWorld(): Promise<AlertWorld> {
  const world = await makeWorld();
  const { jobs, requests } = listedJobs();
  const deps: Deps = { ...world.deps, jobs };
  return {
    deps,
    clock: world.clock,
    databaseUrl: world.databaseUrl,
    queued: requests,
    newStage: async () => makeStage(deps, await world.newOrg()),
    close: () => world.close(),
  };
}

async function makeStage(deps: Deps, cast: Cast): Promise<Stage> {
  const own = (ctx: Ctx): Ctx => ({ ...ctx, deps });
  const people = { org: cast.org, ada: own(cast.ada), ben: own(cast.ben), vera: own(cast.vera), eve: own(cast.eve) };
  const { serverId, profileId } = await insertServer(people.ben);
  const { id: webhookId } = await createDestination(people.ada, { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:9/hook' });
  const emailId = (await listDestinations(people.ada)).find(({ kind }) => kind === 'email')?.id ?? '';
  return {
    ...people,
    serverId,
    profileId,
    webhookId,
    emailId,
    workflow: (modelIds = ['lab/one']) => makeWorkflow(people.ben, serverId, modelIds),
    monitor: () => insertMonitor(people.ben, serverId),
    rule: (target, changes = {}) =>
      createRule(people.ben, { name: 'Watch', targetType: target.type, targetId: target.id, destinationId: webhookId, ...changes }),
    endRun: (ending) => insertFinishedRun(people.ben, ending),
    recordCheck: (check) => insertCheck(people.ben, check),
    maintenance: (from, to) => insertMaintenance(people.ben, { serverId, from, to }),
    sent: () => sentMessages(people.ben),
  };
}

async function makeWorkflow(ctx: Ctx, serverId: string, modelIds: readonly string[]): Promise<Workflow> {
  const known = await ctx.deps.db.selectFrom('models').select('id').where('org_id', '=', ctx.org.id).execute();
  for (const id of modelIds) if (!known.some((model) => model.id === id)) await insertModel(ctx, id);
  return createWorkflow(ctx, {
    name: 'Order lookup',
    mcpServerId: serverId,
    testerPrompt: 'Look up order 12.',
    testerTargets: modelIds.map((modelId) => ({ modelId })),
    judge: { modelId: modelIds[0] },
    criteria: [{ criterionText: 'It is found' }],
  });
}

async function insertMonitor(ctx: Ctx, serverId: string): Promise<string> {
  const { db, clock } = ctx.deps;
  const [id, at] = [newId('mon'), clock.now()];
  await db
    .insertInto('monitors')
    .values({
      id,
      org_id: ctx.org.id,
      server_id: serverId,
      name: 'order_get on Shop',
      tool_name: 'order_get',
      interval_seconds: 60,
      timeout_seconds: 30,
      created_at: at,
      updated_at: at,
    })
    .execute();
  return id;
}

async function insertFinishedRun(ctx: Ctx, ending: RunEnding): Promise<string> {
  const { db, clock } = ctx.deps;
  const { workflow, status, modelId = 'lab/one', endedAt = clock.now(), startedAt = endedAt } = ending;
  const id = randomRunId();
  const error = status === 'error' ? { error_kind: ending.errorKind ?? 'transport', error_message: 'the connection was refused' } : {};
  await db
    .insertInto('runs')
    .values({
      id,
      org_id: ctx.org.id,
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      version_id: workflow.currentVersion.id,
      version_number: 1,
      server_id: workflow.mcpServerId,
      model_id: modelId,
      target_index: 0,
      target_key: modelId,
      tester_kind: 'model',
      status,
      classification: ending.classification ?? null,
      trigger_type: 'manual',
      reason: 'test',
      counts_for_pass_rate: ending.countsForPassRate ?? true,
      created_at: startedAt,
      started_at: startedAt,
      ended_at: endedAt,
      not_before: startedAt,
      ...error,
    })
    .execute();
  if (status !== 'error') await insertVerdicts(ctx, id, status);
  return id;
}

const VERDICTS = { pass: ['pass', 'pass', 'pass'], partial: ['pass', 'partial', 'fail'], fail: ['fail', 'fail', 'fail'] } as const;

async function insertVerdicts(ctx: Ctx, runId: string, status: keyof typeof VERDICTS): Promise<void> {
  await ctx.deps.db
    .insertInto('run_verdicts')
    .values(
      VERDICTS[status].map((verdict, index) => ({
        run_id: runId,
        criterion_id: `crit_${index}`,
        position: index + 1,
        criterion_text: 'It is found',
        is_required: true,
        kind: 'judge',
        verdict,
        reasoning: '',
        agreement: null,
        evidence: jsonText([]),
        judged_by: 'rule',
      })),
    )
    .execute();
}

/** As a check is recorded: the monitor's counter and the record in one transaction. */
async function insertCheck(ctx: Ctx, { monitorId, status, inMaintenance = false, at }: CheckRecord): Promise<number> {
  const { db, clock } = ctx.deps;
  return db.transaction().execute(async (tx) => {
    const { seq } = await tx
      .updateTable('monitors')
      .set((eb) => ({ seq: eb('seq', '+', 1) }))
      .where('id', '=', monitorId)
      .returning('seq')
      .executeTakeFirstOrThrow();
    const isBad = status === 'fail' || status === 'error';
    await tx
      .insertInto('monitor_checks')
      .values({
        id: newId('chk'),
        monitor_id: monitorId,
        org_id: ctx.org.id,
        seq,
        at: at ?? clock.now(),
        status,
        reason: isBad ? (status === 'fail' ? 'tool_error' : 'timeout') : null,
        message: isBad ? 'no answer within 30 s' : null,
        in_maintenance: inMaintenance,
        trigger: 'schedule',
      })
      .execute();
    return seq;
  });
}

async function insertMaintenance(ctx: Ctx, { serverId, from, to }: { serverId: string; from: Date; to: Date }): Promise<void> {
  await ctx.deps.db
    .insertInto('maintenance_windows')
    .values({
      id: newId('mnt'),
      org_id: ctx.org.id,
      server_id: serverId,
      title: 'Upgrade',
      kind: 'once',
      starts_at: from,
      ends_at: to,
      created_by_name: 'Ben',
      created_at: ctx.deps.clock.now(),
    })
    .execute();
}

async function sentMessages(ctx: Ctx): Promise<SentMessage[]> {
  const rows = await ctx.deps.db.selectFrom('alert_deliveries').selectAll().where('org_id', '=', ctx.org.id).orderBy('id').execute();
  return rows.map((row) => ({
    type: row.type,
    ruleId: row.rule_id,
    incidentId: row.incident_id,
    dedupeKey: row.dedupe_key,
    // Written by the code under test as exactly this.
    message: row.message as SentMessage['message'],
    address: row.address,
  }));
}
