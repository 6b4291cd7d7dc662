// What a run leaves behind as files: its final answer, the judge's report, pictures the tools returned (spec 04 §5).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireTrace } from './require-run.ts';
import { selectVerdicts } from './store.ts';
import type { RunRow } from './store.ts';
import { selectArtifacts } from './trace/store.ts';
import type { Artifact } from './trace/store.ts';

const Input = z.strictObject({ runId: z.string() });
/** Of all artifacts together. */
const MAX_BYTES = 1024 * 1024;

export async function listArtifacts(ctx: Ctx, raw: unknown): Promise<readonly Artifact[]> {
  requireRole(ctx, 'viewer');
  const run = await requireTrace(ctx, parseInput(Input, raw).runId);
  const [report, stored] = await Promise.all([judgeReport(ctx, run), selectArtifacts(ctx.deps.db, run.runId)]);
  const answer = run.finalAnswer === null ? [] : [textFile('final-answer.txt', 'final_answer', run.finalAnswer)];
  return withinBytes([...answer, ...report, ...stored]);
}

async function judgeReport(ctx: Ctx, run: RunRow): Promise<Artifact[]> {
  if (!run.evaluation) return [];
  const verdicts = (await selectVerdicts(ctx.deps.db, run.runId)).filter(({ kind }) => kind === 'judge');
  const report = { ...run.evaluation, criteria: verdicts };
  return [{ ...textFile('judge-report.json', 'judge_report', JSON.stringify(report, null, 2)), mimeType: 'application/json' }];
}

const textFile = (name: string, kind: Artifact['kind'], text: string): Artifact => ({
  name,
  kind,
  mimeType: 'text/plain',
  bytes: Buffer.byteLength(text),
  text,
});

/** Keeps those that fit, in order. */
function withinBytes(artifacts: readonly Artifact[]): Artifact[] {
  let left = MAX_BYTES;
  return artifacts.filter(({ text, base64 }) => {
    const size = (text ?? base64 ?? '').length;
    if (size > left) return false;
    left -= size;
    return true;
  });
}
