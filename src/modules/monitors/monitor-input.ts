// What a caller may send to create and to change monitors (spec 03 §1). Closed: an unknown field is refused.
import { z } from 'zod';
import { boundedText, verbatimText } from '#kernel/bounded-text';
import { jsonObjectField } from '#platform/match/expression-fields';
import { assertionInput } from './assertion-input.ts';
import { INTERVALS, MONITOR_STATES } from './monitor.ts';

/** Made by one call. */
const MAX_BODIES = 50;
export const MAX_NAME = 120;
const MAX_TOOL_NAME = 200;
const MAX_ASSERTIONS = 20;
const MAX_TIMEOUT_SECONDS = 60;

const id = boundedText(1, 200);
const name = boundedText(1, MAX_NAME);
const toolName = verbatimText(1, MAX_TOOL_NAME);

/** As they are in a patch: all optional. */
const shared = {
  authProfileId: id.nullable().optional().describe("A profile of the server; null: the server's default"),
  arguments: jsonObjectField.optional().describe("Valid against the tool's input schema, at most 16 KiB. Default {}. Replaced as a whole"),
  intervalSeconds: z.literal(INTERVALS).optional().describe('Default 300'),
  timeoutSeconds: z.int().min(1).max(MAX_TIMEOUT_SECONDS).optional().describe('Connect, initialize and the call. Default 30'),
  assertions: z.array(assertionInput).max(MAX_ASSERTIONS).optional().describe('Default none. Replaced as a whole'),
  validateOutputSchema: z.boolean().optional().describe('Default true where the tool declares an output schema'),
  allowDestructive: z.boolean().optional().describe('Must be true for a tool that is marked destructive'),
  protocolEra: z.enum(['auto', 'modern', 'legacy']).optional().describe('Default auto'),
  state: z.enum(MONITOR_STATES).optional().describe('Default active'),
};

export const monitorInput = z
  .strictObject({ name: name.optional().describe('Default <tool> on <server>'), mcpServerId: id, toolName, ...shared })
  .meta({ id: 'MonitorInput' });

export const monitorPatch = z
  .strictObject({
    name: name.optional(),
    mcpServerId: id.optional().describe('Cannot change; may be sent unchanged'),
    toolName: toolName.optional().describe('Cannot change; may be sent unchanged'),
    ...shared,
  })
  .meta({ id: 'MonitorPatch' });

/** The list form, its bodies not yet looked at: each of them has its own errors. */
export const monitorList = z.strictObject({ monitors: z.array(z.unknown()).min(1).max(MAX_BODIES) });

/** For the document: one monitor, or 1–50 of which all or none are made. */
export const monitorsInput = z.union([monitorInput, z.strictObject({ monitors: z.array(monitorInput).min(1).max(MAX_BODIES) })]);

export type MonitorInput = z.output<typeof monitorInput>;
export type MonitorPatch = z.output<typeof monitorPatch>;
