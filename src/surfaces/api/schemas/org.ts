// What `GET /org` answers: the organization and the one who asks; and how the organization is doing.
import { z } from 'zod';
import { ROLES } from '#kernel/role';
import { CHECK_STATUSES } from '#modules/monitors';
import { HEALTH_RANGES } from '#modules/overview';
import { RUN_STATUSES } from '#modules/runs';
import { time } from './page.ts';

const organization = z.strictObject({ id: z.string(), slug: z.string(), name: z.string() }).meta({ id: 'Organization' });

export const whoAmI = z
  .strictObject({
    organization,
    actor: z.strictObject({
      apiKeyId: z.string().nullable(),
      apiKeyName: z.string().nullable(),
      userProfileId: z.string().nullable(),
      role: z.enum(ROLES),
      email: z.string().nullable(),
    }),
  })
  .meta({ id: 'WhoAmI' });

const count = z.int();
const countOf = <const Names extends readonly string[]>(names: Names) =>
  Object.fromEntries(names.map((name) => [name, count])) as Record<Names[number], typeof count>;

export const organizationHealth = z
  .strictObject({
    organization,
    range: z.enum(HEALTH_RANGES),
    generatedAt: time,
    runs: z.strictObject({
      ...countOf(RUN_STATUSES),
      passRate: z.number().nullable().describe('0–1, of graded runs of one kind of tester'),
      passRateTesterKind: z.enum(['model', 'script', 'pinned']).nullable(),
    }),
    workflows: z.strictObject({
      active: count,
      paused: count,
      failing: z.array(
        z.strictObject({
          workflowId: z.string(),
          name: z.string(),
          runId: z.string(),
          status: z.enum(RUN_STATUSES),
          since: time.nullable(),
        }),
      ),
    }),
    monitors: z.strictObject({
      ...countOf([...CHECK_STATUSES, 'paused'] as const),
      failing: z.array(
        z.strictObject({ monitorId: z.string(), toolName: z.string(), status: z.enum(CHECK_STATUSES), since: time.nullable() }),
      ),
    }),
    servers: z.array(
      z.strictObject({
        mcpServerId: z.string(),
        name: z.string(),
        health: z.enum(['unknown', 'healthy', 'auth_failed', 'unreachable']),
        coveragePercent: z.int().nullable(),
        lastSyncedAt: time.nullable(),
        breakingChanges7d: count,
      }),
    ),
    openIncidents: count,
  })
  .meta({ id: 'OrganizationHealth' });
