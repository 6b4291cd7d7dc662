// What agents ran on published endpoints, as REST answers it (spec 05 §3, 07 §6, §8).
import { z } from 'zod';
import { ERROR_KINDS, EXECUTION_STATES, FRUSTRATIONS, TOOLS } from '#modules/codemode';
import { METHODS } from '#modules/sources';
import { time } from './page.ts';

export const caller = z.strictObject({ type: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() });
const errorKind = z.enum(ERROR_KINDS).meta({ id: 'ExecutionErrorKind' });

const call = z
  .strictObject({
    operationId: z.string(),
    method: z.enum(METHODS),
    path: z.string().describe('The template, such as /pets/{petId}'),
    status: z.int().nullable().describe('Null where nothing answered'),
    durationMs: z.number(),
    bytes: z.int(),
  })
  .meta({ id: 'ExecutionCall' });

export const execution = z
  .strictObject({
    id: z.string(),
    sourceId: z.string(),
    bundleId: z.string(),
    environment: z.string(),
    tool: z.enum(TOOLS),
    sessionKey: z.string(),
    actor: caller,
    state: z.enum(EXECUTION_STATES).describe('waiting: for a person, inside a call'),
    ok: z.boolean().nullable().describe('Null while it is not finished'),
    errorKind: errorKind.nullable(),
    startedAt: time,
    finishedAt: time.nullable(),
    durationMs: z.number().nullable().describe('Without the time it waited for a person'),
    intent: z.string().nullable(),
    context: z.string().nullable(),
    frustration: z.enum(FRUSTRATIONS).nullable(),
    query: z.string().nullable().describe('Of search_sdk'),
    matches: z.int().nullable().describe('Of search_sdk'),
    calls: z.array(call),
    tags: z.array(z.strictObject({ name: z.string(), value: z.string() })).describe("Declared by the bundle's manifest"),
  })
  .meta({ id: 'Execution' });

const executionError = z.strictObject({
  kind: errorKind,
  message: z.string(),
  line: z.int().optional().describe('Of the script as it was sent, from 1'),
  column: z.int().optional(),
  operationId: z.string().optional(),
  status: z.int().optional().describe('Of api_error; 0 where nothing answered'),
  body: z.unknown().optional().describe('Of api_error: what the API said, at most 4 KiB'),
  approvalId: z.string().optional().describe('Of what waits or waited for a person'),
});

export const executionAnswer = z
  .strictObject({
    execId: z.string(),
    ok: z.boolean(),
    result: z.unknown().describe('JSON; a text that begins the JSON when it was cut'),
    resultTruncated: z.boolean(),
    logs: z.array(z.strictObject({ level: z.string(), text: z.string() })),
    calls: z.array(call),
    durationMs: z.number(),
    hint: z.string().optional(),
    warnings: z.array(z.string()).optional().describe('What to know although it ran, such as that types were not checked'),
    error: executionError.optional(),
  })
  .meta({ id: 'ExecutionAnswer' });

export const scriptCheck = z
  .strictObject({
    faults: z
      .array(
        z.strictObject({
          message: z.string(),
          line: z.int().describe('Of the script as it was sent, from 1'),
          column: z.int().describe('From 1, in UTF-16 units'),
        }),
      )
      .describe('One where the script cannot be read, at most 20 of its types; in the order of the text'),
    unchecked: z.string().optional().describe('Why its types could not be checked'),
  })
  .meta({ id: 'ScriptCheck' });

const searchMatch = z
  .strictObject({
    operationId: z.string(),
    signature: z.string(),
    summary: z.string(),
    method: z.enum(METHODS),
    path: z.string(),
    snippet: z.string().describe('Its types, summary and signature, in TypeScript'),
    score: z.number().describe('From 0 to 1'),
  })
  .meta({ id: 'SearchMatch' });

export const searchResult = z
  .strictObject({
    bundleId: z.string(),
    matches: z.array(searchMatch),
    total: z.int().describe('How many operations match at all'),
    shown: z.string().describe('How many of how many are here, in words'),
    hint: z.string().optional(),
  })
  .meta({ id: 'SearchResult' });
