// armature://mcp-servers/{id}/coverage: which tools are really tested.
import { getCoverage } from '#modules/coverage';
import { serverIds } from '../completions.ts';
import { boundedJson } from './bounded-json.ts';
import type { RepairTemplate } from './repair-resource.ts';

export const serverCoverageResource: RepairTemplate = {
  uriTemplate: 'armature://mcp-servers/{id}/coverage',
  name: 'mcp-server-coverage',
  title: 'Coverage of an MCP server',
  description:
    'Which tools of a server its workflows really call, how deeply, and which not: {coveragePercent, covered[], uncovered[], …}. What to write tests for next.',
  read: async (ctx, serverId) => boundedJson(await getCoverage(ctx, { serverId })),
  complete: serverIds,
};
