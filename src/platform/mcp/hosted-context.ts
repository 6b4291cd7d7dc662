// What a handler of ours may look at, made from the library's context; keeps a caller who waits informed.
import type { ServerContext } from '@modelcontextprotocol/server';
import type { Clock } from '#platform/clock';
import type { ToolContext } from './define-tool.ts';
import { reportProgress } from './hosted-progress.ts';
import type { ProgressReport } from './hosted-progress.ts';
import { isObject, objectOf, textOf } from './json-value.ts';

const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const MAX_NAME_CHARS = 200;

interface OwnContext {
  readonly context: ToolContext;
  /** The request is over: nothing more is reported. */
  end(): void;
}

export function hostedContext({ mcpReq }: ServerContext, clock: Clock): OwnContext {
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
  };
  return { context, end: () => reporting?.end() };
}

function clientInfoOf(info: unknown): ToolContext['clientInfo'] {
  if (!isObject(info)) return undefined;
  const { name, version } = info;
  return { name: nameOf(name), version: nameOf(version) };
}

const nameOf = (value: unknown): string => (textOf(value) ?? '').slice(0, MAX_NAME_CHARS);
