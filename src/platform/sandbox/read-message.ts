// What comes from a sandbox process, checked: a script that took its process over must find no way on from there.
import { z } from 'zod';
import type { FromChild } from './messages.ts';

const MAX_TEXT = 16 * 1024 * 1024;
const SHORT = 4000;

const text = z.string().max(MAX_TEXT);
const short = z.string().max(SHORT);
const count = z.number().nonnegative();
const place = z.number().int().positive().optional();
const tokens = z.record(z.string().max(40), z.number().int().nonnegative());
const call = { id: z.number().int().positive(), name: short, argsJson: text };

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('returned'), json: text, truncated: z.boolean() }),
  z.object({
    kind: z.literal('threw'),
    error: z.object({
      name: short,
      message: short,
      line: place,
      column: place,
      data: z.object({ status: z.number().optional(), operationId: short.optional(), body: z.unknown().optional() }).optional(),
    }),
  }),
  z.object({ kind: z.literal('syntax'), error: z.object({ message: short, line: place, column: place }) }),
  z.object({ kind: z.literal('not_serialisable'), message: short }),
  z.object({ kind: z.enum(['timeout', 'memory', 'call_limit', 'stalled', 'ended', 'aborted']) }),
  z.object({ kind: z.literal('crashed'), message: short }),
  z.object({ kind: z.literal('paused'), tokens, calls: z.array(z.object(call)).min(1).max(1000) }),
]);

const fromChild = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('bound') }),
  z.object({ type: z.literal('refused'), message: short }),
  z.object({ type: z.literal('built'), tokens }),
  z.object({ type: z.literal('build_failed'), message: short }),
  z.object({ type: z.literal('log'), level: z.enum(['log', 'info', 'warn', 'error', 'debug']), text }),
  z.object({ type: z.literal('saving') }),
  z.object({ type: z.literal('end'), outcome, calls: count, wallMs: count, cpuMs: count, peakMb: count, canGoOn: z.boolean() }),
]);

/** By hand what `fromChild` says of a call, of which one script may send a thousand. */
function callOf(value: unknown): FromChild | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'call') return undefined;
  if (!('id' in value) || !('name' in value) || !('argsJson' in value)) return undefined;
  const { id, name, argsJson } = value;
  const isId = typeof id === 'number' && Number.isSafeInteger(id) && id > 0;
  const isName = typeof name === 'string' && name.length <= SHORT;
  const isText = typeof argsJson === 'string' && argsJson.length <= MAX_TEXT;
  return isId && isName && isText ? { type: 'call', id, name, argsJson } : undefined;
}

/** Undefined for what is no message. */
export function readMessage(value: unknown): FromChild | undefined {
  const asked = callOf(value);
  if (asked !== undefined) return asked;
  const read = fromChild.safeParse(value);
  return read.success ? read.data : undefined;
}
