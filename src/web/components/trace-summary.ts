// What the line of a trace entry says.
import { plural } from '../text/amounts.ts';
import type { TraceEntry } from './trace-entries.ts';

interface Summary {
  readonly title: string;
  readonly text: string;
}

const SHOWN_CHARS = 160;

export function entrySummary({ event, result, isAi }: TraceEntry): Summary {
  const { data } = event;
  switch (event.type) {
    case 'run_started':
      return { title: 'Run started', text: `version ${text(data['versionNumber'])}, ${text(field(data['target'], 'modelId'))}` };
    case 'mcp_connected':
      return {
        title: 'Connected',
        text: `${serverOf(data['serverInfo'])}protocol ${text(data['protocolVersion'])}, ${plural(list(data['offeredTools']).length, 'tool')} offered`,
      };
    case 'model_message':
      return { title: isAi ? 'Model' : 'Step', text: messageText(data) };
    case 'tool_call':
    case 'tool_result':
      return { title: text(data['tool']), text: failureText(result?.data ?? data) ?? short(data['arguments']) };
    case 'tool_blocked':
      return { title: text(data['tool']), text: text(data['rule']) };
    case 'resource_read':
      return { title: 'Resource', text: `${text(data['uri'])}${data['error'] === undefined ? '' : `: ${text(data['error'])}`}` };
    case 'prompt_get':
      return { title: 'Prompt', text: `${text(data['name'])}${data['error'] === undefined ? '' : `: ${text(data['error'])}`}` };
    case 'server_notification':
      return { title: 'Server notice', text: text(data['method']) };
    case 'limit_reached':
      return { title: 'Limit reached', text: `${text(data['limit'])} = ${text(data['value'])}` };
    case 'error':
      return { title: `Error: ${text(data['kind'])}`, text: text(data['message']) };
    case 'final_answer':
      return { title: 'Final answer', text: short(data['text']) };
    case 'criterion_verdict':
      return { title: 'Verdict', text: short(data['reasoning']) };
    case 'run_finished':
      return { title: 'Run finished', text: text(data['status']) };
    default:
      return { title: event.type.replaceAll('_', ' '), text: '' };
  }
}

function messageText(data: Readonly<Record<string, unknown>>): string {
  const said = short(data['text']);
  return said === '' ? `(${text(data['stopReason']).replaceAll('_', ' ')})` : said;
}

function failureText(data: Readonly<Record<string, unknown>>): string | undefined {
  const rpc = data['rpcError'];
  if (rpc !== undefined) return `JSON-RPC ${text(field(rpc, 'code'))}: ${text(field(rpc, 'message'))}`;
  if (data['isError'] !== true) return undefined;
  const first = list(data['content'])[0];
  return short(field(first, 'text') ?? 'the server reported an error');
}

const serverOf = (info: unknown): string => {
  const name = text(field(info, 'name'));
  return name === '' ? '' : `${name} ${text(field(info, 'version'))}, `;
};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function short(value: unknown): string {
  const whole = text(value);
  return whole.length > SHOWN_CHARS ? `${whole.slice(0, SHOWN_CHARS)}…` : whole;
}
