// A run as the command line shows it: what REST answered, and its lines on the screen.
import type { ApiClient } from './api-client.ts';
import type { JUnitRun } from './junit.ts';
import { plainLine } from './plain-line.ts';

/** What the gate reads of `GET /runs/{id}`. */
export interface RunView {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly modelId: string;
  readonly testerKind: string;
  readonly status: string;
  readonly classification: string | null;
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  readonly costUsd: number | null;
  readonly url: string;
}

export interface RunReport extends JUnitRun {
  readonly workflowId: string;
  readonly testerKind: string;
  readonly costUsd: number | null;
}

export const isFinished = ({ status }: { readonly status: string }): boolean => status !== 'pending' && status !== 'running';

export async function reportOf(api: ApiClient, { error, ...run }: RunView): Promise<RunReport> {
  const { criteria } = (await api.get(`/runs/${encodeURIComponent(run.runId)}/evaluation`)) as Pick<JUnitRun, 'criteria'>;
  const { runId, workflowId, workflowName, modelId, testerKind, status, classification, durationMs, startedAt, costUsd, url } = run;
  const errorMessage = error?.message ?? null;
  return {
    runId,
    workflowId,
    workflowName,
    modelId,
    testerKind,
    status,
    classification,
    durationMs,
    startedAt,
    costUsd,
    url,
    errorMessage,
    criteria,
  };
}

/** Names, verdicts and reasons are other people's words: each on one line. */
export function linesOf(run: RunReport): string[] {
  const kind = run.testerKind === 'model' ? '' : ', no AI';
  const blame = run.classification === null ? '' : `  blame: ${run.classification}`;
  const lines = [
    `${run.status.toUpperCase()}  ${run.workflowName}  (${run.modelId}${kind})${blame}`,
    ...(run.errorMessage === null ? [] : [`  error: ${run.errorMessage}`]),
    ...run.criteria.flatMap((one) => [
      `  ${(one.verdict ?? '-').padEnd(7)} ${one.criterionText}${one.isRequired ? '' : ' (optional)'}`,
      ...(one.reasoning === null || one.verdict === 'pass' ? [] : [`          ${one.reasoning}`]),
    ]),
    `  ${run.url}`,
  ];
  return lines.map(plainLine);
}
