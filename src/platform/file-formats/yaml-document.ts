// A YAML text as the library's document, checked before anything expensive is done with it.
import { Composer, CST, isAlias, isCollection, isMap, isPair, isScalar, Parser } from 'yaml';
import type { Document, ErrorCode } from 'yaml';
import { ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { boundsOf, faultAt, tooDeep, tooLarge } from './format-fault.ts';
import type { Bounds, FormatFault, FormatLimits } from './format-fault.ts';

/** YAML 1.2, one document, keys that are text, no tags but the core ones. Never throws; undefined for an empty text. */
export function readYamlDocument(text: string, limits: FormatLimits): Outcome<Document.Parsed | undefined, FormatFault> {
  const bounds = boundsOf(limits);
  const large = tooLarge(text, bounds);
  if (large) return large;
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    // One fault is enough; the library would go on to describe each of a hundred thousand.
    if (token.type === 'error') return faultAt(text, token.offset, SENTENCES.UNEXPECTED_TOKEN);
    tokens.push(token);
  }
  // The library composes by calling itself, so depth is judged on the tokens, which are made without.
  const deep = tooDeepAt(tokens, bounds);
  if (deep !== undefined) return faultAt(text, deep, tooDeep(bounds));
  const [document, second] = [...new Composer(OPTIONS).compose(tokens, false, text.length)];
  if (second !== undefined) return faultAt(text, second.range[0], SENTENCES.MULTIPLE_DOCS);
  if (document === undefined) return ok(undefined);
  // An unknown tag is a warning only, but what it stands for would be lost.
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) return faultAt(text, problem.pos[0], SENTENCES[problem.code]);
  const fault = faultOfNodes(document, bounds);
  return fault === undefined ? ok(document) : faultAt(text, fault.offset, fault.message);
}

// `uniqueKeys` compares each key with each other one: 50 000 of them take most of a minute. `faultOfNodes` does it in one pass.
// `!!binary`, `!!set` and their like make values that are no JSON.
const OPTIONS = { uniqueKeys: false, stringKeys: true, resolveKnownTags: false, prettyErrors: false, logLevel: 'silent' } as const;

interface OpenToken {
  readonly token: CST.Token | undefined | null;
  readonly depth: number;
}

/** The offset of the first collection that stands too deep. */
function tooDeepAt(tokens: readonly CST.Token[], { maxDepth }: Bounds): number | undefined {
  const open: OpenToken[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (!token) continue;
    if (token.type === 'document') open.push({ token: token.value, depth });
    if (!CST.isCollection(token)) continue;
    if (depth >= maxDepth) return token.offset;
    for (const { key, value } of token.items) open.push({ token: key, depth: depth + 1 }, { token: value, depth: depth + 1 });
  }
  return undefined;
}

interface NodeFault {
  readonly offset: number;
  readonly message: string;
}

function faultOfNodes(document: Document.Parsed, bounds: Bounds): NodeFault | undefined {
  const open: unknown[] = [document.contents];
  let aliases = 0;
  while (open.length > 0) {
    const node = open.pop();
    if (isAlias(node)) aliases += 1;
    if (aliases > bounds.maxAliases) return faultOn(node, `The file uses more than ${bounds.maxAliases} aliases.`);
    const fault = faultOfNode(node);
    if (fault !== undefined) return fault;
    if (isCollection(node)) for (const item of node.items) open.push(isPair(item) ? item.value : item);
  }
  return undefined;
}

function faultOfNode(node: unknown): NodeFault | undefined {
  if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) return faultOn(node, 'A number is not finite.');
  if (!isMap(node)) return undefined;
  const twice = repeatedKey(node.items.map(({ key }) => key));
  return twice === undefined ? undefined : faultOn(twice, SENTENCES.DUPLICATE_KEY);
}

function repeatedKey(keys: readonly unknown[]): unknown {
  const seen = new Set<unknown>();
  return keys.find((key) => {
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

function faultOn(node: unknown, message: string): NodeFault {
  const range = isScalar(node) || isAlias(node) || isCollection(node) ? node.range : undefined;
  return { offset: range?.[0] ?? 0, message };
}

/** Instead of the library's messages, some of which quote the file. */
const SENTENCES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'An alias cannot have an anchor or a tag.',
  BAD_ALIAS: 'This alias or anchor is not valid.',
  BAD_COLLECTION_TYPE: 'The tag does not fit this map or list.',
  BAD_DIRECTIVE: 'This directive is not valid.',
  BAD_DQ_ESCAPE: 'This escape is unknown in double quotes.',
  BAD_INDENT: 'The indentation is wrong here, or a bracket is not closed.',
  BAD_PROP_ORDER: 'Anchors and tags come before the value.',
  BAD_SCALAR_START: 'Plain text cannot begin with this character; put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'A map cannot begin within a key here; check the colons of this line.',
  BLOCK_IN_FLOW: 'An indented map or list cannot stand within brackets.',
  DUPLICATE_KEY: 'This key is given twice.',
  IMPOSSIBLE: 'This cannot be read.',
  KEY_OVER_1024_CHARS: 'This key is too long.',
  MISSING_CHAR: 'A quote, comma, colon or bracket is missing here.',
  MULTILINE_IMPLICIT_KEY: 'A key must stand on one line.',
  MULTIPLE_ANCHORS: 'A value can have one anchor only.',
  MULTIPLE_DOCS: 'A second document begins here; there may be one only.',
  MULTIPLE_TAGS: 'A value can have one tag only.',
  NON_STRING_KEY: 'A key must be text.',
  RESOURCE_EXHAUSTION: 'This is nested too deep.',
  TAB_AS_INDENT: 'Tabs cannot indent; use spaces.',
  TAG_RESOLVE_FAILED: 'This tag is not known.',
  UNEXPECTED_TOKEN: 'This is not expected here.',
};
