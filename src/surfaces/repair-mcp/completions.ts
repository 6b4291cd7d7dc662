// Ids a caller may mean by what it typed so far, newest first.
import { listProposals } from '#modules/proposals';
import { searchRuns } from '#modules/runs';
import { listServers } from '#modules/servers';
import { listWorkflows } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';

/** Of each kind; older ones are not guessed. */
const RECENT = 100;
const FAILING = ['fail', 'partial', 'error'] as const;

const page = { page: 1, pageSize: RECENT };
const beginning = (typed: string, ids: readonly string[]): string[] => ids.filter((id) => id.startsWith(typed));

/** Also by the bare UUID, which a run is called elsewhere. */
export async function failingRunIds(ctx: Ctx, typed: string): Promise<readonly string[]> {
  const found = await Promise.all(FAILING.map((status) => searchRuns(ctx, { status, limit: RECENT })));
  const ids = found
    .flatMap(({ runs }) => runs)
    .toSorted((a, b) => (b.startedAt ?? b.createdAt).localeCompare(a.startedAt ?? a.createdAt))
    .map(({ runId }) => runId);
  return beginning(typed.startsWith('run_') || 'run_'.startsWith(typed) ? typed : `run_${typed}`, ids);
}

export const serverIds = async (ctx: Ctx, typed: string): Promise<readonly string[]> =>
  beginning(typed, idsOf(await listServers(ctx, { ...page, environment: 'all' })));

export const workflowIds = async (ctx: Ctx, typed: string): Promise<readonly string[]> =>
  beginning(typed, idsOf(await listWorkflows(ctx, { ...page, environment: 'all', state: 'live' })));

export async function proposalIds(ctx: Ctx, typed: string): Promise<readonly string[]> {
  const { rows } = await listProposals(ctx, page);
  return beginning(
    typed,
    rows.map(({ proposalId }) => proposalId),
  );
}

const idsOf = ({ rows }: { readonly rows: readonly { readonly id: string }[] }): string[] => rows.map(({ id }) => id);
