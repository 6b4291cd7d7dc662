// Decides what one request came to. Pure: what the SDK made of it and what the frames prove, in; one closed outcome, out.
import { rpcErrorText } from './contact-failure.ts';
import { arrayOf, isObject, objectOf } from './json-value.ts';
import type { CallOutcome, ContactFailure, ContentBlock } from './mcp.ts';

/** What the SDK did: gave a result, or threw something of one of these kinds. */
export type Verdict =
  | { readonly kind: 'result'; readonly result: unknown }
  /** `ProtocolError`: from the wire, or home-made by the client; only a frame tells. */
  | { readonly kind: 'rpc'; readonly message: string }
  /** The SDK could not use the result. `resultType` where it named an unknown one. */
  | { readonly kind: 'unusable'; readonly message: string; readonly resultType?: string | undefined }
  | { readonly kind: 'other'; readonly message: string };

/** What the frames hold. */
export interface Proof {
  readonly error?: Readonly<Record<string, unknown>> | undefined;
  readonly result?: unknown;
  /** A frame was too long to keep: the absence of an answer proves nothing. */
  readonly isTruncated: boolean;
  /** Methods of requests the server made of us meanwhile. */
  readonly askedByServer: readonly string[];
}

const MISSING_CAPABILITY = -32021;
const URL_ELICITATION_REQUIRED = -32042;
const ASKS = ['elicitation/create', 'sampling/createMessage', 'roots/list'];
const ASK_CAPABILITIES = ['elicitation', 'sampling', 'roots'];

/** `failure` is the cause to report when no message of the server decides. */
export function classifyOutcome(verdict: Verdict, proof: Proof, failure: ContactFailure): CallOutcome {
  const asked = proof.askedByServer.find((method) => ASKS.includes(method));
  if (proof.error) return fromErrorFrame(proof.error, asked, failure.httpStatus);
  if (verdict.kind === 'result') return fromResult(verdict.result, asked);
  if (verdict.kind === 'unusable' && verdict.resultType === 'input_required') return needsInput('The server answered "input required".');
  if (proof.result !== undefined || (proof.isTruncated && verdict.kind !== 'other')) return violation(verdict.message, proof.result);
  if (failure.code === 'auth_rejected') return { kind: 'auth_error', failure };
  if (failure.code === 'timeout') return asked === undefined ? { kind: 'timeout', failure } : askedFor(asked);
  return { kind: 'transport_error', failure };
}

function fromErrorFrame(error: Readonly<Record<string, unknown>>, asked: string | undefined, status = 200): CallOutcome {
  const code = typeof error['code'] === 'number' ? error['code'] : 0;
  const missing = Object.keys(objectOf(objectOf(error['data'])['requiredCapabilities'])).find((name) => ASK_CAPABILITIES.includes(name));
  if (code === MISSING_CAPABILITY && missing !== undefined) return needsInput(`The server requires the client capability ${missing}.`);
  if (code === URL_ELICITATION_REQUIRED) return needsInput(`The server asks to open a web page (${rpcErrorText(error)}).`);
  if (asked !== undefined) return askedFor(asked);
  const message = typeof error['message'] === 'string' ? error['message'] : '';
  const isRefused = status < 200 || status >= 300;
  return {
    kind: 'protocol_error',
    origin: 'server',
    code,
    message,
    ...('data' in error ? { data: error['data'] } : {}),
    ...(isRefused ? { httpStatus: status } : {}),
  };
}

function fromResult(result: unknown, asked: string | undefined): CallOutcome {
  const fields = objectOf(result);
  if (fields['resultType'] === 'input_required') return needsInput('The server answered "input required".');
  const isError = fields['isError'] === true;
  if (isError && asked !== undefined) return askedFor(asked);
  return { kind: isError ? 'tool_error' : 'ok', content: blocksOf(fields['content']), ...structuredOf(fields) };
}

const violation = (message: string, raw: unknown): CallOutcome => {
  const fields = objectOf(raw);
  return { kind: 'schema_violation', origin: 'client-validator', message, content: blocksOf(fields['content']), ...structuredOf(fields) };
};

const structuredOf = (fields: Readonly<Record<string, unknown>>): { readonly structuredContent?: unknown } =>
  fields['structuredContent'] === undefined ? {} : { structuredContent: fields['structuredContent'] };

const isBlock = (value: unknown): value is ContentBlock => isObject(value) && typeof value['type'] === 'string';

/** Blocks as the server sent them; what is no block at all is left out. */
const blocksOf = (content: unknown): readonly ContentBlock[] => arrayOf(content).filter(isBlock);

const askedFor = (method: string): CallOutcome => needsInput(`The server sent ${method}; this client answers no such requests.`);

const needsInput = (message: string): CallOutcome => ({ kind: 'needs_input', message: `Needs input. ${message}` });
