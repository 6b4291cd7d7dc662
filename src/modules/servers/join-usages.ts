// Several modules' answers to who uses a server, as one.
import type { ServerUsage } from './server-usage.ts';

export function joinUsages(...usages: readonly ServerUsage[]): ServerUsage {
  /** One after the other: they share a transaction. */
  async function joined<T>(ask: (usage: ServerUsage) => Promise<T[]>): Promise<T[]> {
    const all: T[] = [];
    for (const usage of usages) all.push(...(await ask(usage)));
    return all;
  }
  return {
    usersOf: (tx, orgId, serverId) => joined((usage) => usage.usersOf(tx, orgId, serverId)),
    usersOfProfile: (tx, orgId, profileId) => joined((usage) => usage.usersOfProfile(tx, orgId, profileId)),
    pauseUsers: async (tx, ctx, serverId) => {
      for (const usage of usages) await usage.pauseUsers(tx, ctx, serverId);
    },
  };
}
