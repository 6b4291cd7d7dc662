// The organization the credential belongs to, who is asking, and how it is doing.
import { z } from 'zod';
import { getOrganizationHealth, HEALTH_RANGES } from '#modules/overview';
import { defineRoute } from '../route.ts';
import { organizationHealth, whoAmI } from '../schemas/org.ts';

export const orgRoutes = [
  defineRoute({
    method: 'get',
    path: '/org',
    operationId: 'getOrganization',
    tag: 'org',
    summary: 'The organization of this credential, and who is asking',
    role: 'viewer',
    result: whoAmI,
    // What authentication found is the whole answer: clients ask this to see whether a key works, and it costs no query.
    handle: async (ctx) => {
      const { id, slug, name } = ctx.org;
      const isKey = ctx.actor.type === 'key';
      return {
        organization: { id, slug, name },
        actor: {
          apiKeyId: isKey ? ctx.actor.id : null,
          apiKeyName: isKey ? ctx.actor.name : null,
          userProfileId: ctx.actor.type === 'user' ? ctx.actor.id : null,
          role: ctx.actor.role,
          email: ctx.actor.type === 'user' ? (ctx.actor.email ?? null) : null,
        },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/org/health',
    operationId: 'getOrganizationHealth',
    tag: 'org',
    summary: 'Runs, workflows, monitors, servers and incidents in one look',
    role: 'viewer',
    query: z.strictObject({ range: z.enum(HEALTH_RANGES).default('24h') }),
    result: organizationHealth,
    handle: (ctx, { query }) => getOrganizationHealth(ctx, query),
  }),
];
