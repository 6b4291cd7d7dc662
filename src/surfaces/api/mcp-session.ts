// What groups the requests of one client in telemetry. Nothing is kept for a session: its id is sealed, and belongs to one caller at one place.
import { createHash, randomUUID } from 'node:crypto';
import type { Deps } from '#platform/ctx';
import type { McpMessage } from './mcp-place.ts';

const HEADER = 'mcp-session-id';
const MAX_LABEL_CHARS = 512;
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';

/** Whose session, and where: a label is worth nothing to others, and nothing elsewhere. */
export interface SessionHolder {
  /** Such as `/product-mcp/petstore`. */
  readonly place: string;
  readonly callerId: string;
}

export interface McpSessionName {
  /** What telemetry calls it. */
  readonly key: string;
  /** To be sent with the answer, where the session begins with it. */
  readonly label?: string | undefined;
}

type Doors = Pick<Deps, 'vault' | 'clock'>;

/** A legacy client gets a label at `initialize` and brings it back; a modern one is known by its name, others by their day. */
export async function sessionOf(
  { vault, clock }: Doors,
  holder: SessionHolder,
  { headers, message }: { readonly headers: Headers; readonly message: McpMessage },
): Promise<McpSessionName> {
  const purpose = `mcp session ${holder.place} ${holder.callerId}`;
  if (message['method'] === 'initialize') {
    const key = randomUUID();
    return { key, label: (await vault.sealBrief(purpose, key)).toString('base64url') };
  }
  const given = headers.get(HEADER);
  const known =
    given === null || given.length > MAX_LABEL_CHARS ? undefined : await vault.openBrief(purpose, Buffer.from(given, 'base64url'));
  if (known !== undefined) return { key: known };
  const day = clock.now().toISOString().slice(0, 10);
  const client = clientOf(message);
  return { key: client === undefined ? `fallback:${holder.callerId}:${day}` : `client:${holder.callerId}:${client}:${day}` };
}

/** The answer, with the label of the session that begins with it. A refusal begins none. */
export function labelled(response: Response, { label }: McpSessionName): Response {
  if (label !== undefined && response.ok) response.headers.set(HEADER, label);
  return response;
}

/** A modern client names itself in every request; the name is a stranger's and only told apart. */
function clientOf({ params }: McpMessage): string | undefined {
  const info = objectIn(objectIn(params, '_meta'), CLIENT_INFO);
  if (info === undefined) return undefined;
  const { name, version } = info as { readonly name?: unknown; readonly version?: unknown };
  return createHash('sha256')
    .update(JSON.stringify([name, version]))
    .digest('hex')
    .slice(0, 12);
}

function objectIn(value: unknown, name: string): object | undefined {
  const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}
