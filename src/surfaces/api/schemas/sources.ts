// Sources and their secrets, as REST answers them (spec 06 §1, §3; 07 §5).
import { z } from 'zod';
import { SOURCE_MODES, SOURCE_STATES } from '#modules/sources';
import { time } from './page.ts';

const place = z.enum(['header', 'query']);

const sourceConnection = z
  .strictObject({
    credentialLocation: place,
    credentialName: z.string(),
    credentialPrefix: z.string(),
    forward: z.strictObject({ location: place, name: z.string(), format: z.string() }),
    validationMode: z.enum(['endpoint', 'presence_only']),
    validationPath: z.string().nullable(),
  })
  .meta({ id: 'SourceConnection' });

export const source = z
  .strictObject({
    id: z.string().describe('That of its managed MCP server record'),
    name: z.string(),
    slug: z.string(),
    mode: z.enum(SOURCE_MODES),
    state: z.enum(SOURCE_STATES),
    baseUrl: z.string().nullable(),
    connection: sourceConnection.nullable(),
    rateLimitPerMinute: z.int(),
    keepsScripts: z.boolean().describe('Scripts of executions are kept for the breaking-change test'),
    docs: z
      .strictObject({
        bundleId: z.string(),
        uploadedAt: time,
        toolCount: z.int(),
        warnings: z.array(z.strictObject({ path: z.string(), message: z.string() })),
      })
      .nullable()
      .describe('The active bundle of production'),
    environments: z.array(z.string()).describe('Those with an active bundle'),
    calls24h: z.int().describe('Tool calls of the last 24 hours'),
    endpointUrl: z.string().describe('Where agents connect'),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Source' });

export const sourceSecret = z.strictObject({ environment: z.string(), name: z.string(), updatedAt: time }).meta({ id: 'SourceSecret' });

export const secretBody = z
  .strictObject({
    environment: z.string().optional().describe('Default production'),
    value: z.string().min(1).max(8192).describe('Printable ASCII; never read back'),
  })
  .meta({ id: 'SourceSecretValue' });
