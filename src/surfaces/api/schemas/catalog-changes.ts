// What changed at a server, and what was found there, as REST answers it (spec 11 §3-4).
import { z } from 'zod';
import { pageOf, time } from './page.ts';
import { catalogDiff, contactError, entryKind, findingFields } from './servers.ts';

const poisonFinding = z
  .strictObject({
    rule: z.string(),
    severity: z.enum(['error', 'warning', 'info']),
    where: z.strictObject({ kind: entryKind, name: z.string(), path: z.string() }),
    excerpt: z.string(),
    isNew: z.boolean(),
  })
  .meta({ id: 'PoisonFinding' });

const change = z
  .strictObject({
    id: z.string(),
    at: time,
    server: z.strictObject({ id: z.string(), name: z.string() }),
    era: z.enum(['modern', 'legacy']),
    diff: catalogDiff.nullable(),
    isDiffShortened: z.boolean(),
    breakingCount: z.int(),
    reviewState: z.enum(['none', 'pending', 'accepted']),
    reviewedBy: z.string().nullable(),
    reviewedAt: time.nullable(),
    poisoning: z.array(poisonFinding),
    versionBefore: z.string().nullable(),
    versionAfter: z.string().nullable(),
  })
  .meta({ id: 'CatalogChange' });

export const changes = pageOf(change);

export const findings = z
  .strictObject({
    syncedAt: time.nullable(),
    examinedAt: time.nullable(),
    rows: z.array(z.strictObject({ ...findingFields, id: z.string(), at: time, source: z.enum(['sync', 'examination']) })),
  })
  .meta({ id: 'ServerFindings' });

export const syncs = pageOf(
  z
    .strictObject({
      id: z.string(),
      at: time,
      trigger: z.enum(['manual', 'interval', 'probe', 'run', 'create', 'update', 'examination']),
      ok: z.boolean(),
      era: z.enum(['modern', 'legacy']).nullable(),
      snapshotId: z.string().nullable(),
      changed: z.boolean(),
      serverVersion: z.string().nullable(),
      findings: z.array(z.strictObject(findingFields)),
      error: contactError.nullable(),
    })
    .meta({ id: 'ServerSync' }),
);
