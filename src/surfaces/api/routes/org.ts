// GET /org: the organization the credential belongs to, and who is asking.
import { defineRoute } from '../route.ts';
import { whoAmI } from '../schemas/org.ts';

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
];
