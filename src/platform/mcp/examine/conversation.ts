// Opens a conversation in the era a server speaks, and writes its requests: right ones, and wrong ones on purpose.
import { MODERN_VERSION } from '../connect.ts';
import { arrayOf, isObject, objectOf, textOf } from '../json-value.ts';
import type { JsonObject } from '../json-value.ts';
import type { Era, Finding, HttpTarget } from '../mcp.ts';
import { isUsableChallenge } from '../challenge.ts';
import { ExaminationOver } from './asker.ts';
import type { Answer, Ask, Asker } from './asker.ts';

const LEGACY_VERSION = '2025-11-25';

export interface Conversation {
  readonly era: Era;
  readonly protocolVersion: string;
  /** Of a legacy server that keeps sessions. */
  readonly sessionId: string | undefined;
  /** A well-formed request, as an `Ask` to be sent or spoilt. */
  request(method: string, params?: JsonObject): Ask & { readonly body: JsonObject; readonly headers: Readonly<Record<string, string>> };
}

/** Adds what the handshakes show to `findings`. Throws ExaminationOver when the server answers neither. */
export async function openConversation(asker: Asker, target: HttpTarget, findings: Finding[]): Promise<Conversation> {
  const modern = modernConversation(target);
  const discovered = await asker.ask(modern.request('server/discover'));
  if (target.protocolEra !== 'legacy' && arrayOf(discovered?.result?.['supportedVersions']).includes(MODERN_VERSION)) return modern;
  const answer = await asker.ask(initializeRequest(target));
  const conversation = openedBy(answer);
  if (!conversation) {
    findings.push(...challengeFindings(answer ?? discovered));
    throw new ExaminationOver(whyClosed(answer ?? discovered));
  }
  await asker.ask({ ...conversation.request('notifications/initialized'), body: { jsonrpc: '2.0', method: 'notifications/initialized' } });
  if (discovered && discovered.status >= 500) findings.push(mishandled(discovered));
  return conversation;
}

function openedBy(answer: Answer | undefined): Conversation | undefined {
  const version = textOf(answer?.result?.['protocolVersion']);
  return version === undefined ? undefined : legacyConversation(version, answer?.headers.get('mcp-session-id') ?? undefined);
}

/** The handshake of the older era, which any such server answers whatever sessions it has. */
export const initializeRequest = (target: HttpTarget): Ask & { readonly body: JsonObject } => ({
  label: 'initialize',
  body: message('initialize', {
    protocolVersion: LEGACY_VERSION,
    capabilities: {},
    clientInfo: { name: target.clientName, version: '1.0.0' },
  }),
});

/** What a 401 lacks, as a finding. */
const challengeFindings = (answer: Answer | undefined): Finding[] =>
  answer?.status === 401 && !isUsableChallenge(answer.headers.get('www-authenticate'))
    ? [
        {
          rule: 'auth_not_advertised',
          severity: 'warning',
          message: 'The server answers 401 without a usable WWW-Authenticate: clients cannot find out how to sign in.',
          evidence: answer.evidence,
        },
      ]
    : [];

const mishandled = ({ status, evidence }: Answer): Finding => ({
  rule: 'mishandles_discover',
  severity: 'warning',
  message: `The server mishandles server/discover (HTTP ${status}); the older handshake works. Clients of revision ${MODERN_VERSION} may give up on it.`,
  evidence,
});

function whyClosed(answer: Answer | undefined): string {
  if (!answer) return 'the server gave no answer';
  const code = isObject(answer.error) ? `, error ${String(answer.error['code'])}` : '';
  return `the server answers neither handshake (HTTP ${answer.status}${code})`;
}

/** Ids count up within the process, so that no answer is taken for another's. */
let lastId = 0;
const message = (method: string, params: JsonObject): JsonObject => ({ jsonrpc: '2.0', id: `examine-${(lastId += 1)}`, method, params });

const modernConversation = (target: HttpTarget): Conversation => ({
  era: 'modern',
  protocolVersion: MODERN_VERSION,
  sessionId: undefined,
  request: (method, params = {}) => {
    const name = textOf(params['name']);
    return {
      label: method,
      body: message(method, { ...params, _meta: { ...objectOf(params['_meta']), ...metaOf(target) } }),
      headers: { 'mcp-protocol-version': MODERN_VERSION, 'mcp-method': method, ...(name === undefined ? {} : { 'mcp-name': name }) },
    };
  },
});

const metaOf = (target: HttpTarget): JsonObject => ({
  'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: target.clientName, version: '1.0.0' },
});

const legacyConversation = (protocolVersion: string, sessionId: string | undefined): Conversation => ({
  era: 'legacy',
  protocolVersion,
  sessionId,
  request: (method, params = {}) => ({
    label: method,
    body: message(method, params),
    headers: { 'mcp-protocol-version': protocolVersion, ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }) },
  }),
});
