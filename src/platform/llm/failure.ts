// What the library or the network threw, as our ModelFailure. The message never holds a key or a strange page's body.
import type { APICallError } from 'ai';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import type { ModelFailure, ModelRef } from './model.ts';

const MAX_PROVIDER_TEXT = 300;
const MAX_CAUSES = 6;
/** Overloaded or briefly broken: worth another try. */
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504, 529]);

export interface FailedRequest {
  readonly failure: ModelFailure;
  readonly isRetryable: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly httpStatus?: number | undefined;
}

export function failedRequest(error: unknown, ref: ModelRef, now: Date): FailedRequest {
  const call = callErrorOf(error);
  const status = call?.statusCode;
  if (call === undefined || status === undefined || status < 400)
    return { failure: withoutStatus(error, call), isRetryable: false, httpStatus: status };
  return {
    failure: withStatus(status, providerText(call, ref), ref),
    isRetryable: RETRYABLE_STATUS.has(status),
    retryAfterMs: retryAfterMs(call.responseHeaders ?? {}, now),
    httpStatus: status,
  };
}

function withStatus(status: number, said: string, ref: ModelRef): ModelFailure {
  if (status === 401 || status === 403)
    return { kind: 'auth', message: `The model provider refused the API key of ${ref.id} (HTTP ${status}).` };
  if (status === 429) return { kind: 'rate_limited', message: `The model provider limits the rate of requests to ${ref.id} (HTTP 429).` };
  if (status === 404)
    return { kind: 'other', message: `The model provider does not know the model or the address of ${ref.id} (HTTP 404).${said}` };
  return { kind: 'other', message: `The model provider answered HTTP ${status} for ${ref.id}.${said}` };
}

function withoutStatus(error: unknown, call: APICallError | undefined): ModelFailure {
  const network = causesOf(error).find((cause) => cause instanceof SafeFetchError);
  // Its message names the host as it was configured, and no address.
  if (network)
    return { kind: network.code === 'timeout' ? 'timeout' : 'network', message: `No answer from the model provider: ${network.message}` };
  const name = error instanceof Error ? error.name : 'unknown';
  if (call?.statusCode !== undefined || UNREADABLE_ANSWER.has(name))
    return { kind: 'bad_answer', message: 'The model provider answered something that is not a model answer.' };
  return { kind: 'other', message: `The model request could not be made or its answer could not be read (${name}).` };
}

const UNREADABLE_ANSWER: ReadonlySet<string> = new Set([
  'AI_InvalidResponseDataError',
  'AI_TypeValidationError',
  'AI_JSONParseError',
  'AI_EmptyResponseBodyError',
  'AI_NoContentGeneratedError',
]);

/** By shape, so that the library need not be loaded to read its error. */
const callErrorOf = (error: unknown): APICallError | undefined =>
  causesOf(error).find((cause): cause is APICallError => cause.name === 'AI_APICallError');

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < MAX_CAUSES; cause = cause.cause) causes.push(cause);
  return causes;
}

/** Only the message field of a well-formed provider error is repeated, without the key, and cut. */
function providerText(call: APICallError, ref: ModelRef): string {
  const said = messageField(call.data);
  if (said === undefined) return '';
  const clean = (ref.apiKey ? said.replaceAll(ref.apiKey, '[redacted]') : said).replaceAll(/\s+/g, ' ').trim();
  return ` It said: ${clean.length > MAX_PROVIDER_TEXT ? `${clean.slice(0, MAX_PROVIDER_TEXT)}…` : clean}`;
}

function messageField(data: unknown): string | undefined {
  const error = fieldOf(data, 'error');
  const message = fieldOf(error, 'message');
  return typeof message === 'string' && message !== '' ? message : undefined;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
