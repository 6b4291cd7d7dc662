// Answers, for the module of servers, which monitors use a server or an auth profile; and pauses them before a server is archived.
import { record } from '#modules/access';
import type { ServerUsage } from '#modules/servers';
import { endChecks } from './checks/plan-checks.ts';
import { activeMonitorsOfServer, monitorsNamingProfile, pauseMonitorsOfServer } from './store.ts';

const asUser = ({ id, name }: { readonly id: string; readonly name: string }) => ({ type: 'monitor' as const, id, name });

export const monitorUsage = {
  usersOf: async (tx, orgId, serverId) => (await activeMonitorsOfServer(tx, orgId, serverId)).map(asUser),
  usersOfProfile: async (tx, orgId, profileId) => (await monitorsNamingProfile(tx, orgId, profileId)).map(asUser),
  pauseUsers: async (tx, ctx, serverId) => {
    const at = ctx.deps.clock.now();
    const paused = await pauseMonitorsOfServer(tx, { orgId: ctx.org.id, serverId, at });
    for (const id of paused) {
      await endChecks(tx, id);
      await ctx.deps.outbox.emit(tx, ctx.org.id, 'watched.stopped', {
        objectType: 'monitor',
        objectId: id,
        reason: 'paused',
        at: at.toISOString(),
      });
      await record(tx, ctx, {
        action: 'monitor.update',
        objectType: 'monitor',
        objectId: id,
        before: { state: 'active' },
        after: { state: 'paused' },
        note: 'its MCP server was archived',
      });
    }
  },
} satisfies ServerUsage;
