// Answers, for the modules below, who uses a server, an auth profile or a model; and pauses a server's workflows before it is archived.
import { record } from '#modules/access';
import type { ServerUsage } from '#modules/servers';
import { clearDue } from '#platform/jobs/due';
import { DUE_KIND } from './replan-ticks.ts';
import { activeWorkflowsOfServer, setState } from './store.ts';

export const workflowUsage: ServerUsage = {
  usersOf: async (tx, orgId, serverId) => (await activeWorkflowsOfServer(tx, orgId, serverId)).map(({ id, name }) => ({ type: 'workflow', id, name })),
  pauseUsers: async (tx, ctx, serverId) => {
    for (const { id } of await activeWorkflowsOfServer(tx, ctx.org.id, serverId)) {
      await setState(tx, id, 'paused', ctx.deps.clock.now());
      await clearDue(tx, DUE_KIND, id);
      await record(tx, ctx, {
        action: 'workflow.update', objectType: 'workflow', objectId: id, before: { state: 'active' }, after: { state: 'paused' }, note: 'its MCP server was archived',
      });
    }
  },
};
