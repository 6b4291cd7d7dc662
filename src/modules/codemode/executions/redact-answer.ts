// Takes the secrets out of everything a tool call answers with: by value and by shape (spec 07 §7).
import type { Redactor } from '#platform/secrets/redact';
import type { ExecutionError, LogLine } from './answer.ts';

export const redactedLogs = (logs: readonly LogLine[], redactor: Redactor): LogLine[] =>
  logs.map(({ level, text }) => ({ level, text: redactor.redactText(text) }));

export function redactedError(error: ExecutionError, redactor: Redactor): ExecutionError {
  const { message, body, ...rest } = error;
  return { ...rest, message: redactor.redactText(message), ...(body === undefined ? {} : { body: redactor.redact(body) }) };
}
