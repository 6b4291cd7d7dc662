// Opaque ids: a prefix, then 26 lower-case base32 characters that sort by creation (spec README §4).
import { createHash, randomBytes, randomUUID } from 'node:crypto';

export const ID_PREFIXES = [
  'org',
  'usr',
  'mcp',
  'auth',
  'tool',
  'snap',
  'wf',
  'ver',
  'crit',
  'evt',
  'call',
  'prop',
  'mon',
  'chk',
  'rule',
  'dest',
  'inc',
  'dlv',
  'bun',
  'exec',
  'ses',
  'sid',
  'inv',
  'app',
  'aud',
  'sec',
  'art',
  'mnt',
  'out',
  'sync',
  'mail',
  'appr',
] as const;

export type IdPrefix = (typeof ID_PREFIXES)[number];
export type Id<P extends IdPrefix> = `${P}_${string}`;
export type RunId = `run_${string}`;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;
const RANDOM_BYTES = 10;

let lastMs = 0;
let lastRandom = 0n;

/** A new id. Ids made in one process in one millisecond still sort in the order they were made. */
export function newId<P extends IdPrefix>(prefix: P, nowMs: number = Date.now()): Id<P> {
  const random = BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`);
  lastRandom = nowMs === lastMs ? lastRandom + 1n : random >> 1n;
  lastMs = nowMs;
  return `${prefix}_${base32(BigInt(nowMs), TIME_CHARS)}${base32(lastRandom, 26 - TIME_CHARS)}`;
}

function base32(value: bigint, chars: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < chars; i += 1) {
    text = (ALPHABET[Number(rest & 31n)] ?? '') + text;
    rest >>= 5n;
  }
  return text;
}

const OPAQUE = /^[a-z]+_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{16}$/;

/**
 * The ids of another prefix that were made around the time when `id` was: `from` inclusive, `to` exclusive, to be compared as
 * text. Undefined when `id` is none of ours. For things that were made together and have only one index between them.
 */
export function idsAround(
  id: string,
  prefix: IdPrefix,
  { before, after }: { readonly before: number; readonly after: number },
): { readonly from: string; readonly to: string } | undefined {
  const time = OPAQUE.exec(id)?.[1];
  if (time === undefined) return undefined;
  const at = [...time].reduce((ms, char) => ms * 32 + ALPHABET.indexOf(char), 0);
  const startOf = (ms: number): string => `${prefix}_${base32(BigInt(Math.max(0, ms)), TIME_CHARS)}`;
  return { from: startOf(at - before), to: startOf(at + after) };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Accepts `run_<uuid>` and the bare UUID; anything else is undefined. */
export function parseRunId(text: string): RunId | undefined {
  const uuid = text.toLowerCase().replace(/^run_/, '');
  return UUID.test(uuid) ? `run_${uuid}` : undefined;
}

/** The bare UUID of a run id, as sent in `X-Armature-Workflow-Run-Id`. */
export const bareUuid = (runId: RunId): string => runId.slice('run_'.length);

export const randomRunId = (): RunId => `run_${randomUUID()}`;

/** Name-based UUID, version 5 (RFC 9562 §5.5). `namespace` is a UUID. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
