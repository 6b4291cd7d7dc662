// The only door to the logger (pino). Everything logged is redacted by shape first; never pass a credential.
import { pino } from 'pino';
import { createRedactor } from './secrets/redact.ts';

export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** `json`: one object a line, for machines. `text`: one readable line, for a person at a terminal. */
  readonly format?: 'json' | 'text' | undefined;
  /** Takes one whole line with its line end. Default: standard error, so that standard output stays for answers. */
  readonly write?: ((line: string) => void) | undefined;
}

/** By shape; the values of an organization's own secrets are no business of the log and are never passed to it. */
const redactor = createRedactor([]);

/** Errors may stand in fields under any name (`{ error }`): their message and stack are logged, redacted like the rest. */
export function createLog({ level, format = 'json', write = toStandardError }: LogOptions): Log {
  const put = format === 'json' ? write : (line: string) => write(asText(line));
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write: put },
  );
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (fields: Readonly<Record<string, unknown>>, message: string) => {
    if (logger.isLevelEnabled(name)) logger[name](redactor.redact(withErrorFields(fields)), redactor.redactText(message));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** For tests, and for commands whose output is read by programs. */
export const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const toStandardError = (line: string): void => {
  process.stderr.write(line);
};

const withErrorFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? errorFields(value) : value]));

const errorFields = (error: Error): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  stack: error.stack,
  ...('code' in error ? { code: error.code } : {}),
  ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
});

/** `12:30:01 warn the message  server=mcp_1 ms=30` */
function asText(line: string): string {
  const { time, level, msg, ...fields }: Record<string, unknown> = JSON.parse(line);
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)}${shown.length > 0 ? ' ' : ''}${shown.join('')}\n`;
}
