// What a script's machine says about its end, which the script itself may have had a hand in. Pure.
import { isOutOfMemoryError } from './guest-errors.ts';
import type { ChildOutcome } from './messages.ts';
import { positionIn } from './script-source.ts';

/** `kind` and `text` as the guest's prelude gives them. */
export function readDone(kind: string, text: string, maxResultBytes: number): ChildOutcome {
  switch (kind) {
    case 'returned':
    case 'truncated': {
      const bytes = Buffer.from(text, 'utf8');
      if (kind === 'returned' && bytes.length <= maxResultBytes) return { kind: 'returned', json: text, truncated: false };
      // Cutting bytes may leave a part of the last character.
      const json = bytes.subarray(0, maxResultBytes).toString('utf8').replace(CUT_CHARACTER, '');
      return { kind: 'returned', json, truncated: true };
    }
    case 'not_serialisable':
      return { kind: 'not_serialisable', message: text };
    default:
      return thrown(text);
  }
}

const CUT_CHARACTER = /\uFFFD$/;

function thrown(text: string): ChildOutcome {
  const fields = parsed(text);
  const name = textAt(fields, 'name') ?? 'Error';
  const message = textAt(fields, 'message') ?? '';
  if (isOutOfMemoryError(name, message)) return { kind: 'memory' };
  const data = dataOf(fields['data']);
  return { kind: 'threw', error: { name, message, ...positionIn(textAt(fields, 'stack') ?? ''), ...(data === undefined ? {} : { data }) } };
}

function dataOf(value: unknown): { status?: number; operationId?: string; body?: unknown } | undefined {
  if (!isRecord(value)) return undefined;
  const { status, operationId, body } = value;
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof operationId === 'string' ? { operationId } : {}),
    ...(body === undefined ? {} : { body }),
  };
}

/** A script can spoil the words of its own error, and nothing else: then there are none. */
function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const textAt = (fields: Record<string, unknown>, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
};
