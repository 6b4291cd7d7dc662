// The only door to the logger (pino). Everything logged is redacted by shape and by field name first; never pass a credential.
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

const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const CUT = '[cut]';
const HEADER_REMOVED = '[redacted:header]';

/** Names under which a log never shows a text, compared without case, `_` and `-`; also at the end of a longer name. */
const NEVER_SHOWN = /(?:cookie|authorization|password|passwd|secret|token|apikey|privatekey|credential|assertion|codeverifier)s?$/;

/** A header as text, to the end of its line. Linear: it starts at a name, and what follows cannot hold a line end. */
const HEADER_LINE = /(?<![A-Za-z0-9-])((?:set-)?cookie|(?:proxy-)?authorization|x-api-key)(["']?\s{0,4}[:=])[^\r\n]*/gi;

/** Errors may stand anywhere in the fields: their message, stack and cause are logged, redacted like the rest. */
export function createLog({ level, format = 'json', write = toStandardError }: LogOptions): Log {
  const put = format === 'json' ? write : (line: string) => write(asText(line));
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write: put },
  );
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (fields: Readonly<Record<string, unknown>>, message: string) => {
    if (logger.isLevelEnabled(name)) logger[name](redactor.redact(shown(fields, 0)), shownText(message));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** For tests, and for commands whose output is read by programs. */
export const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const toStandardError = (line: string): void => {
  process.stderr.write(line);
};

const shownText = (text: string): string =>
  redactor.redactText(text).replace(HEADER_LINE, (_line, name: string, sign: string) => `${name}${sign} ${HEADER_REMOVED}`);

/** Plain JSON of what may be shown: errors as objects, names of credentials without their value, everything bounded. */
function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shownText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return CUT;
  try {
    if (value instanceof Error) return errorFields(value, depth);
    if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => shown(item, depth + 1));
    if ('toJSON' in value && typeof value.toJSON === 'function') return shown(value.toJSON(), depth + 1);
    if (ArrayBuffer.isView(value)) return value;
    const entries = Object.entries(value).slice(0, MAX_ITEMS);
    return Object.fromEntries(entries.map(([name, item]) => [name, shownField(name, item, depth)]));
  } catch {
    // A getter threw; its error could hold what must not be shown.
    return CUT;
  }
}

/** Numbers and flags are no credentials: `tokens: 12`, `hasToken: true`. */
function shownField(name: string, item: unknown, depth: number): unknown {
  const isHidden = NEVER_SHOWN.test(name.toLowerCase().replace(/[_-]/g, '')) && item !== '';
  if (isHidden && (typeof item === 'string' || (typeof item === 'object' && item !== null))) return HEADER_REMOVED;
  return shown(item, depth + 1);
}

/** Not what libraries hang on their errors besides: requests, headers, configurations. */
function errorFields(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: shownText(error.message),
    stack: error.stack === undefined ? undefined : shownText(error.stack),
    ...('code' in error ? { code: shown(error.code, depth + 1) } : {}),
    ...(error instanceof AggregateError ? { errors: shown(error.errors, depth + 1) } : {}),
    ...(error.cause === undefined ? {} : { cause: shown(error.cause, depth + 1) }),
  };
}

/** `12:30:01 warn the message  server=mcp_1 ms=30` */
function asText(line: string): string {
  const { time, level, msg, ...fields }: Record<string, unknown> = JSON.parse(line);
  const words = Object.entries(fields).map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)}${words.length > 0 ? ' ' : ''}${words.join('')}\n`;
}
