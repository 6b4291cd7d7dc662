// Answers modules that come before this one whether an organization has a server.
import type { ServerRules } from '#modules/access';
import { findServer } from './store.ts';

export const serverRules: ServerRules = {
  hasActive: async (ctx, serverId) => (await findServer(ctx.deps.db, ctx.org.id, serverId))?.state === 'active',
};
