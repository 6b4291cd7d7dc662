// Removes secrets before anything is stored or shown (spec 09 §7): by exact value, by shape, by field name; and bodies nobody can read.
import { createExactValues } from './exact-values.ts';
import { BASE64_REMOVED, BINARY_REMOVED, redactedBy, REDACTION_FAILED } from './markers.ts';
import { isLikelySecret, isSecretName, SHAPES } from './shapes.ts';
import type { Shape } from './shapes.ts';

export interface Redactor {
  /** A copy without secrets, ready for a jsonb column. Never throws; what cannot be looked through becomes `[redaction failed]`. */
  redact<T>(json: T): T;
  redactText(text: string): string;
  /** For a body that is kept as it is, such as an image: whether a secret stands in its bytes. */
  isInBytes(bytes: Uint8Array): boolean;
}

const MAX_DEPTH = 64;
const MAX_NODES = 200_000;
/** A replacement can uncover a neighbour; two rounds settle all but contrived texts, and those are settled by the last ones. */
const MAX_ROUNDS = 6;
/** Field names of MCP content blocks whose value is a body in base64, whatever its length. */
const BODY_BLOCKS: Readonly<Record<string, string>> = { image: 'data', audio: 'data' };

const BASE64_RUN = /(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{512,}|[A-Za-z0-9_-]{512,})={0,2}/g;
/** The same, wrapped at 60–76 columns as in mails and PEM files. */
const BASE64_LINES = /(?<![^\n])(?:[A-Za-z0-9+/]{60,76}\r?\n){7,}[A-Za-z0-9+/]{0,76}={0,2}/g;

export interface RedactorOptions {
  /** True: bodies in base64 and binary stay, because what is redacted is answered and not stored. Default false. */
  readonly keepsBodies?: boolean | undefined;
}

/** `values`: the exact secrets of the organization. What is too short to be told from an ordinary word is left to the shapes. */
export function createRedactor(values: readonly string[] = [], { keepsBodies = false }: RedactorOptions = {}): Redactor {
  const exact = createExactValues(values);
  const redactText = (text: string): string => {
    try {
      return settled(text, { exact, keepsBodies });
    } catch {
      // Silence is right: the error could quote the text, and the marker says that something was wrong.
      return REDACTION_FAILED;
    }
  };
  const redactAgain = remembering(redactText);
  return {
    redactText,
    isInBytes: (bytes) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
      return (exact !== undefined && exact(text) !== text) || SHAPES.some((shape) => withoutShape(text, shape) !== text);
    },
    // The walk keeps the shape of what it is given and only swaps leaves, but the compiler cannot follow that.
    redact: <T>(json: T): T => walked(json, { depth: 0, count: { nodes: 0 }, redactText: redactAgain, keepsBodies }) as T,
  };
}

/** A redactor may be kept as long as its organization's secrets are, and so is what it remembers: some 50 KB. */
const MAX_REMEMBERED = 300;
const MAX_REMEMBERED_CHARS = 100;

/** Every item of a list has the same names, and often the same words. What they become depends on nothing else. */
function remembering(redactText: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const after = redactText(text);
    if (text.length <= MAX_REMEMBERED_CHARS && known.size < MAX_REMEMBERED) known.set(text, after);
    return after;
  };
}

function settled(text: string, rules: TextRules): string {
  if (!rules.keepsBodies && isBinary(text)) return BINARY_REMOVED;
  let current = text.toWellFormed();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = oneRound(current, rules);
    if (next === current) return current;
    current = next;
  }
  return REDACTION_FAILED;
}

interface TextRules {
  readonly exact: ((text: string) => string) | undefined;
  readonly keepsBodies: boolean;
}

function oneRound(text: string, { exact, keepsBodies }: TextRules): string {
  let result = exact ? exact(text) : text;
  for (const shape of SHAPES) result = withoutShape(result, shape);
  if (!keepsBodies && result.length >= 512) result = result.replace(BASE64_RUN, BASE64_REMOVED).replace(BASE64_LINES, BASE64_REMOVED);
  return result;
}

function withoutShape(text: string, { rule, pattern, keep }: Shape): string {
  return text.replace(pattern, (match: string, ...rest: unknown[]) => {
    if (!keep) return redactedBy(rule);
    const kept = keep(
      match,
      rest.filter((part) => typeof part === 'string'),
    );
    return kept ? kept[0] + redactedBy(rule) + kept[1] : match;
  });
}

interface Walk {
  readonly depth: number;
  readonly count: { nodes: number };
  readonly redactText: (text: string) => string;
  readonly keepsBodies: boolean;
}

function walked(value: unknown, walk: Walk): unknown {
  walk.count.nodes += 1;
  if (typeof value !== 'object' || value === null) return walkedLeaf(value, walk);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return BINARY_REMOVED;
  if (walk.depth >= MAX_DEPTH || walk.count.nodes > MAX_NODES) return REDACTION_FAILED;
  const inner = { ...walk, depth: walk.depth + 1 };
  try {
    if (hasToJson(value)) return walked(value.toJSON(), inner);
    return Array.isArray(value) ? value.map((item) => walked(item, inner)) : walkedObject(value, inner);
  } catch {
    // A getter or toJSON of the value threw; its error could hold the secret.
    return REDACTION_FAILED;
  }
}

/** What JSON cannot hold is left out, but for big integers, which become text. */
function walkedLeaf(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return walk.redactText(value);
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
}

function walkedObject(value: object, walk: Walk): unknown {
  const fields = new Map(Object.entries(value));
  const type = fields.get('type');
  const bodyField = walk.keepsBodies ? undefined : typeof type === 'string' ? BODY_BLOCKS[type] : fields.has('uri') ? 'blob' : undefined;
  const isPair = isSecretPair(fields);
  return Object.fromEntries(
    [...fields].map(([name, item]) => [
      walk.redactText(name),
      isPair && name === 'value' ? redactedBy('secret_field') : (redactedField(name, item, bodyField) ?? walked(item, walk)),
    ]),
  );
}

/** The replacement of a field whose name decides, or undefined when its content must be looked at. */
function redactedField(name: string, item: unknown, bodyField: string | undefined): unknown {
  if (isSecretName(name) && isTextList(item)) return item.map((text) => text && redactedBy('secret_field'));
  if (typeof item !== 'string' || item === '') return undefined;
  if (name === bodyField) return item.length >= 512 || item === BASE64_REMOVED ? BASE64_REMOVED : BINARY_REMOVED;
  return isSecretName(name) ? redactedBy('secret_field') : undefined;
}

const isTextList = (item: unknown): item is string[] =>
  Array.isArray(item) && item.length > 0 && item.every((text) => typeof text === 'string');

/** A header or variable as a pair: `{"name": "Authorization", "value": "…"}`. */
function isSecretPair(fields: ReadonlyMap<string, unknown>): boolean {
  const [name, value] = [fields.get('name') ?? fields.get('key'), fields.get('value')];
  return typeof name === 'string' && typeof value === 'string' && isSecretName(name) && isLikelySecret(value);
}

const hasToJson = (value: object): value is { toJSON(): unknown } => 'toJSON' in value && typeof value.toJSON === 'function';

/** NUL never occurs in text (and no jsonb column takes it); many control or replacement characters are a decoded binary. */
function isBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  const odd = text.match(/[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0;
  return odd > 8 && odd * 10 > text.length;
}
