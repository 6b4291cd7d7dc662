// Bundles, what changed between them, and what an upload answers (spec 07 §4, §9).
import { z } from 'zod';
import { BUNDLE_STATES, METHODS } from '#modules/sources';
import { jsonObject, time } from './page.ts';

const bundleFields = {
  id: z.string(),
  source: z.string().describe('Slug of its source'),
  environment: z.string(),
  state: z.enum(BUNDLE_STATES),
  operationCount: z.int().nullable(),
  contentHash: z.string().nullable(),
  createdAt: time,
  createdBy: z.string().describe('Id of who uploaded it'),
  promotedAt: time.nullable(),
  repository: z.string().nullable(),
  commitSha: z.string().nullable(),
  branch: z.string().nullable(),
  pullRequestNumber: z.int().nullable(),
};

export const bundle = z.strictObject(bundleFields).meta({ id: 'Bundle' });

const diagnostic = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    path: z.string().describe('JSON Pointer into the document, or below /overlay or /manifest'),
    message: z.string(),
  })
  .meta({ id: 'Diagnostic' });

const method = z.enum(METHODS);
const operationName = z.strictObject({ operationId: z.string(), method, path: z.string() }).meta({ id: 'OperationName' });

export const apiDiff = z
  .strictObject({
    against: z.string().nullable().describe('The bundle compared with; null when there was none'),
    added: z.array(operationName),
    removed: z.array(operationName),
    signatureChanged: z.array(
      z.strictObject({
        operationId: z.string(),
        before: z.string(),
        after: z.string(),
        breaking: z.boolean(),
        reasons: z.array(z.string()),
      }),
    ),
    breaking: z.boolean().describe('Anything removed, or a breaking change'),
  })
  .meta({ id: 'ApiDiff' });

const rollback = z.strictObject({ previousBundleId: z.string().nullable().describe('Promote it to go back') });

const usage = z.strictObject({ scriptsChecked: z.int(), scriptsBroken: z.int(), operationsInUse: z.array(z.string()) });

export const uploaded = z
  .strictObject({
    bundle,
    unchanged: z.boolean().describe('True: it is its environment’s newest, and nothing was stored'),
    warnings: z.array(diagnostic),
    apiDiff: apiDiff.nullable().describe('Null until it is compiled'),
    rollback,
    usage: usage.nullable().describe('Whether recent scripts still work with it'),
  })
  .meta({ id: 'Uploaded' });

export const promoted = z.strictObject({ bundle, rollback, warnings: z.array(diagnostic) }).meta({ id: 'Promoted' });

const manifest = z
  .strictObject({
    vendorName: z.string(),
    clientName: z.string(),
    baseUrls: z.record(z.string(), z.string()),
    auth: z.strictObject({
      kind: z.enum(['none', 'bearer', 'api_key_header', 'api_key_query', 'basic']),
      secretRef: z.string().optional(),
      name: z.string().optional(),
    }),
    scriptTimeoutEnv: z.string().optional(),
    limits: z.strictObject({ memoryMb: z.int(), timeoutMs: z.int(), maxCalls: z.int(), maxResponseBytes: z.int() }),
    include: z.array(z.string()),
    exclude: z.array(z.string()),
    analyticsTags: z.array(z.strictObject({ name: z.string(), value: z.string().optional(), param: z.string().optional() })),
    policy: z.array(z.strictObject({ match: z.string(), action: z.enum(['allow', 'ask', 'block']) })),
  })
  .meta({ id: 'BundleManifest' });

const jsonSchema = z.union([jsonObject, z.boolean()]);
const style = z.enum(['simple', 'label', 'matrix', 'form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'json']);

const operation = z
  .strictObject({
    operationId: z.string(),
    jsName: z.string().describe('In scripts'),
    toolName: z.string().describe('In mode tools'),
    method,
    path: z.string(),
    summary: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    deprecated: z.boolean(),
    aliases: z.array(z.string()),
    parameters: z.array(
      z.strictObject({
        name: z.string(),
        argument: z.string(),
        place: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        description: z.string(),
        schema: jsonSchema,
        style,
        explode: z.boolean(),
        allowReserved: z.boolean(),
      }),
    ),
    body: z
      .strictObject({
        required: z.boolean(),
        description: z.string(),
        contentType: z.string(),
        kind: z.enum(['json', 'form', 'text']),
        schema: jsonSchema,
        encoding: z.record(z.string(), z.strictObject({ style, explode: z.boolean() })),
      })
      .nullable(),
    response: z.strictObject({ kind: z.enum(['json', 'text', 'none', 'unknown']), schema: jsonSchema.nullable() }),
    annotations: z.strictObject({
      title: z.string().optional(),
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
      openWorldHint: z.boolean().optional(),
    }),
    signature: z.string(),
    mentions: z.array(z.string()),
  })
  .meta({ id: 'BundleOperation' });

export const bundleDetail = z
  .strictObject({
    ...bundleFields,
    manifest: manifest.nullable().describe('With its defaults; null until it is compiled'),
    diagnostics: z.array(diagnostic),
    apiDiff: apiDiff.nullable().describe('Against what was active when it was compiled'),
    progress: z
      .strictObject({ step: z.string(), done: z.int().nullable(), total: z.int().nullable(), at: time })
      .nullable()
      .describe('While it compiles in the background'),
    sdk: z.string().nullable().optional().describe('The SDK as TypeScript declarations'),
    sdkIndex: z.string().nullable().optional().describe('What agents read first'),
    operationMap: z
      .strictObject({
        info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
        operations: z.array(operation),
        excluded: z.array(operationName).describe('What include and exclude left out'),
      })
      .nullable()
      .optional(),
    openapi: z.string().optional().describe('As it was uploaded; an object as JSON text'),
  })
  .meta({ id: 'BundleDetail' });
