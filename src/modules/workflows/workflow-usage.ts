// Answers, for the module of servers, who uses a server or an auth profile; and pauses a server's workflows before it is archived.
import { record } from '#modules/access';
import type { ServerUsage } from '#modules/servers';
import { clearDue } from '#platform/jobs/due';
import { DUE_KIND } from './replan-ticks.ts';
import { activeWorkflowsOfServer, setState, workflowsNamingProfile } from './store.ts';
import { tellStopped } from './tell-stopped.ts';

const asUser = ({ id, name }: { readonly id: string; readonly name: string }) => ({ type: 'workflow' as const, id, name });

export const workflowUsage = {
  usersOf: async (tx, orgId, serverId) => (await activeWorkflowsOfServer(tx, orgId, serverId)).map(asUser),
  usersOfProfile: async (tx, orgId, profileId) => (await workflowsNamingProfile(tx, orgId, profileId)).map(asUser),
  pauseUsers: async (tx, ctx, serverId) => {
    for (const { id } of await activeWorkflowsOfServer(tx, ctx.org.id, serverId)) {
      await setState(tx, id, { state: 'paused', at: ctx.deps.clock.now() });
      await clearDue(tx, DUE_KIND, id);
      await tellStopped(tx, ctx, { workflowId: id, reason: 'paused' });
      await record(tx, ctx, {
        action: 'workflow.update',
        objectType: 'workflow',
        objectId: id,
        before: { state: 'active' },
        after: { state: 'paused' },
        note: 'its MCP server was archived',
      });
    }
  },
} satisfies ServerUsage;
