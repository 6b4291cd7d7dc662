// armature://runs/{id}/artifacts: what a run left behind as files.
import { parseRunId } from '#kernel/ids';
import { listArtifacts } from '#modules/runs';
import { failingRunIds } from '../completions.ts';
import { boundedJson, fitting } from './bounded-json.ts';
import type { RepairTemplate } from './repair-resource.ts';

export const runArtifactsResource: RepairTemplate = {
  uriTemplate: 'armature://runs/{id}/artifacts',
  name: 'run-artifacts',
  title: 'Artifacts of a run',
  description:
    "Files of a run: its final answer, the judge's report, large results and pictures of tools, the error output of a hosted server: " +
    '{runId, artifacts[{name, kind, mimeType, bytes, text or base64}]}. At most 1 MiB; what has no room is left out.',
  read: async (ctx, runId) => {
    const { kept } = fitting(await listArtifacts(ctx, { runId }));
    return boundedJson({ runId: parseRunId(runId) ?? runId, artifacts: kept });
  },
  complete: failingRunIds,
};
