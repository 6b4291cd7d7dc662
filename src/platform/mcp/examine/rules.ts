// The rules of an examination: each asks one thing a well-behaved client never asks, and judges the answer.
import { addressFamily } from '#platform/http/address-family';
import { randomUUID } from 'node:crypto';
import { orderFindings } from '../catalog-order.ts';
import { arrayOf, objectOf, textOf } from '../json-value.ts';
import type { ExamineRule, Finding, HttpTarget } from '../mcp.ts';
import type { Answer, Asker } from './asker.ts';
import { initializeRequest } from './conversation.ts';
import type { Conversation } from './conversation.ts';

export interface Examined {
  readonly asker: Asker;
  readonly target: HttpTarget;
  readonly conversation: Conversation;
}

export type Rule = (examined: Examined) => Promise<Finding[]>;

const NO_SUCH_TOOL = 'armature_examination_no_such_tool';
const NO_SUCH_VERSION = '1999-01-01';
const FOREIGN = 'evil.example';

/** Safe ones first. The foreign origin comes last: it is known to end a server. */
export const RULES: readonly Rule[] = [
  listTwice,
  otherMethodInHeader,
  otherVersionInHeader,
  unknownTool,
  brokenJson,
  plainJsonOnly,
  madeUpSession,
  endedSession,
  foreignOrigin,
];

async function listTwice({ asker, conversation }: Examined): Promise<Finding[]> {
  const first = await asker.ask(conversation.request('tools/list'));
  const second = first?.result ? await asker.ask(conversation.request('tools/list')) : undefined;
  return first?.result && second?.result ? orderFindings(toolsIn(first), toolsIn(second)) : [];
}

const toolsIn = ({ result }: Answer): { name: string }[] =>
  arrayOf(result?.['tools']).map((tool) => ({ name: textOf(objectOf(tool)['name']) ?? '' }));

async function otherMethodInHeader({ asker, conversation }: Examined): Promise<Finding[]> {
  if (conversation.era === 'legacy') return [];
  const request = conversation.request('tools/list');
  const answer = await asker.ask({
    ...request,
    label: 'tools/list with the header Mcp-Method: prompts/list',
    headers: { ...request.headers, 'mcp-method': 'prompts/list' },
  });
  return notRefused(
    answer,
    'The server does not compare the header Mcp-Method with the message: what a gateway lets pass is not what runs.',
  );
}

/** Revisions before 2025-06-18 had no such header. */
async function otherVersionInHeader({ asker, conversation }: Examined): Promise<Finding[]> {
  if (conversation.protocolVersion < '2025-06-18') return [];
  const request = conversation.request('tools/list');
  const answer = await asker.ask({
    ...request,
    label: `tools/list with the header MCP-Protocol-Version: ${NO_SUCH_VERSION}`,
    headers: { ...request.headers, 'mcp-protocol-version': NO_SUCH_VERSION },
  });
  return notRefused(answer, `The server serves a request of revision ${NO_SUCH_VERSION}, which does not exist; it must answer 400.`);
}

const notRefused = (answer: Answer | undefined, message: string): Finding[] =>
  answer?.result ? [finding('header_not_checked', 'warning', { message, answer })] : [];

/** A name the server does not list: nothing runs where names are checked. */
async function unknownTool({ asker, conversation }: Examined): Promise<Finding[]> {
  const answer = await asker.ask({
    ...conversation.request('tools/call', { name: NO_SUCH_TOOL, arguments: {} }),
    label: 'tools/call of a tool that does not exist',
  });
  if (!answer) return [];
  if (answer.result && answer.result['isError'] !== true) {
    return [
      finding('unknown_tool_mishandled', 'error', {
        message: 'The server answers a call of a tool that does not exist with a success.',
        answer,
      }),
    ];
  }
  if (answer.status >= 500) {
    return [
      finding('unknown_tool_mishandled', 'warning', {
        message: `The server answers a call of a tool that does not exist with HTTP ${answer.status}.`,
        answer,
      }),
    ];
  }
  // Codes differ from library to library (-32602, -32603, -32601, -32600): every refusal will do.
  return [];
}

async function brokenJson({ asker, conversation }: Examined): Promise<Finding[]> {
  const answer = await asker.ask({
    ...conversation.request('tools/list'),
    label: 'a body that is not JSON',
    body: '{"jsonrpc":"2.0","id":1,',
  });
  const isRefused = !answer || (answer.status < 300 && answer.error !== undefined) || (answer.status >= 300 && answer.status < 500);
  return isRefused ? [] : [brokenJsonFinding(answer)];
}

const brokenJsonFinding = (answer: Answer): Finding =>
  finding('invalid_json_mishandled', 'warning', {
    message: `The server answers a body that is not JSON with HTTP ${answer.status}; the caller's mistake must be 400 with the error -32700.`,
    answer,
  });

async function plainJsonOnly({ asker, conversation }: Examined): Promise<Finding[]> {
  const request = conversation.request('tools/list');
  const answer = await asker.ask({
    ...request,
    label: 'tools/list with Accept: application/json alone',
    headers: { ...request.headers, accept: 'application/json' },
  });
  if (!answer) return [];
  const isStream = answer.status < 300 && answer.contentType.startsWith('text/event-stream');
  if (!isStream && answer.status < 500) return [];
  const message = isStream
    ? 'The server answers with an event stream although the caller accepts JSON alone; it may answer JSON or 406.'
    : `The server answers HTTP ${answer.status} to a caller that accepts JSON alone; it may answer JSON or 406.`;
  return [finding('accept_ignored', 'warning', { message, answer })];
}

async function madeUpSession({ asker, conversation }: Examined): Promise<Finding[]> {
  if (conversation.sessionId === undefined) return [];
  const request = conversation.request('tools/list');
  const answer = await asker.ask({
    ...request,
    label: 'tools/list in a session that never was',
    headers: { ...request.headers, 'mcp-session-id': randomUUID() },
  });
  if (!answer || (!answer.result && answer.status < 500)) return [];
  const message = answer.result
    ? 'The server gives out sessions and serves requests of one it never gave out.'
    : `The server answers a request of a session it never gave out with HTTP ${answer.status} instead of 404.`;
  return [finding('unknown_session_accepted', 'warning', { message, answer })];
}

/** A server may keep its sessions (405); one that ends them must say so with 404, or clients never start anew. */
async function endedSession({ asker, conversation }: Examined): Promise<Finding[]> {
  if (conversation.sessionId === undefined) return [];
  const request = conversation.request('tools/list');
  const ended = await asker.ask({ label: 'DELETE of the session', method: 'DELETE', headers: request.headers });
  if (!ended || ended.status >= 300) return [];
  const answer = await asker.ask({ ...request, label: 'tools/list in a session that was ended' });
  if (!answer || answer.status === 404) return [];
  const message = answer.result
    ? 'The server still serves a session that was ended with DELETE.'
    : `The server answers HTTP ${answer.status} instead of 404 in a session that was ended: clients cannot tell that they must start anew.`;
  return [finding('session_not_honoured', answer.result ? 'error' : 'warning', { message, answer })];
}

/**
 * On this machine and its network the attack is a web page whose name is made to lead here (DNS rebinding), so that Origin and
 * Host are foreign: a server that checks either is safe. Elsewhere a foreign Host would only ask another server.
 * Who answers with a permission for other origins (CORS) has decided about them.
 */
async function foreignOrigin({ asker, conversation, target }: Examined): Promise<Finding[]> {
  const isNear = isNearby(new URL(target.url));
  const request = conversation.era === 'modern' ? conversation.request('tools/list') : initializeRequest(target);
  const label = `${request.label} with Origin: http://${FOREIGN}${isNear ? ` and Host: ${FOREIGN}` : ''}`;
  const headers = { ...request.headers, origin: `http://${FOREIGN}` };
  const answer = await asker.ask({ ...request, label, headers, foreignHost: isNear ? FOREIGN : undefined });
  const opened = answer?.headers.get('mcp-session-id');
  if (opened !== null && opened !== undefined) {
    await asker.ask({
      label: 'DELETE of the session',
      method: 'DELETE',
      headers: { 'mcp-session-id': opened, 'mcp-protocol-version': conversation.protocolVersion },
    });
  }
  if (!answer?.result || answer.headers.has('access-control-allow-origin')) return [];
  const message = isNear
    ? 'The server serves requests that a foreign web page could send (DNS rebinding): it checks neither Origin nor Host.'
    : 'The server serves requests of a foreign Origin; it must check that header.';
  return [finding('foreign_origin_accepted', isNear ? 'warning' : 'info', { message, answer })];
}

const isNearby = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && (hostname === 'localhost' || hostname.endsWith('.localhost') || isPrivateAddress(hostname));

/** An address, not a name that begins like one: 10.example.com is somebody's host among others. */
const isPrivateAddress = (host: string): boolean =>
  addressFamily(host) !== 0 && /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\]$|\[f[cd])/.test(host);

const finding = (rule: ExamineRule, severity: Finding['severity'], { message, answer }: { message: string; answer: Answer }): Finding => ({
  rule,
  severity,
  message,
  evidence: answer.evidence,
});
