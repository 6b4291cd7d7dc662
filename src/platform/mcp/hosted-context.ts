// What a handler of ours may look at, made from the library's context; keeps a caller who waits informed.
import type { ServerContext } from '@modelcontextprotocol/server';
import type { Clock } from '#platform/clock';
import type { ToolContext } from './define-tool.ts';
import type { Era } from './hosted-exchange.ts';
import { reportProgress } from './hosted-progress.ts';
import type { ProgressReport } from './hosted-progress.ts';
import { isObject, objectOf, textOf } from './json-value.ts';

const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const MAX_NAME_CHARS = 200;
/** The one thing that is ever put before a caller's person. */
export const ELICITATION = 'decision';

interface Means {
  readonly clock: Clock;
  readonly era: Era;
}

interface OwnContext {
  readonly context: ToolContext;
  /** The request is over: nothing more is reported. */
  end(): void;
}

export function hostedContext({ mcpReq }: ServerContext, { clock, era }: Means): OwnContext {
  const { _meta: meta } = mcpReq;
  const token = meta?.progressToken;
  const send = (report: ProgressReport): Promise<void> =>
    token === undefined
      ? Promise.resolve()
      : mcpReq.notify({ method: 'notifications/progress', params: { progressToken: token, ...report } });
  const reporting = token === undefined ? undefined : reportProgress(send, { clock, signal: mcpReq.signal });
  const context: ToolContext = {
    signal: mcpReq.signal,
    progress: async (done, message) => reporting?.progress(done, message),
    clientInfo: clientInfoOf(objectOf(mcpReq.envelope)[CLIENT_INFO]),
    requestMeta: objectOf(meta),
    era,
    elicits: elicitsOf(objectOf(mcpReq.envelope)[CLIENT_CAPABILITIES]),
    requestState: textOf(mcpReq.requestState()),
    elicited: textOf(objectOf(mcpReq.inputResponses?.[ELICITATION])['action']),
  };
  return { context, end: () => reporting?.end() };
}

/** A client that names no kind of elicitation knows forms. */
function elicitsOf(capabilities: unknown): ToolContext['elicits'] {
  const { elicitation } = objectOf(capabilities);
  if (!isObject(elicitation)) return { form: false, url: false };
  const { form, url } = elicitation;
  return { form: isObject(form) || !isObject(url), url: isObject(url) };
}

function clientInfoOf(info: unknown): ToolContext['clientInfo'] {
  if (!isObject(info)) return undefined;
  const { name, version } = info;
  return { name: nameOf(name), version: nameOf(version) };
}

const nameOf = (value: unknown): string => (textOf(value) ?? '').slice(0, MAX_NAME_CHARS);
