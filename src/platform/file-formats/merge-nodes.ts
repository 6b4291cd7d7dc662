// Puts a value into a YAML document node by node, so that what did not change keeps its comments and looks.
import { isAlias, isMap, isNode, isScalar, isSeq, Scalar } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

/** The library throws when aliases multiply more often. */
const READING = { maxAliasCount: 100 } as const;

/** Changes the document in place. `value` is plain JSON. */
export function mergeNodes(document: Document.Parsed | undefined, value: unknown): Document.Parsed | undefined {
  // Sound: a node made by the document itself is one it can write.
  if (document) document.contents = merged(document, document.contents, value) as typeof document.contents;
  return document;
}

function merged(document: Document, node: Node | null, value: unknown): Node {
  if (isMap(node) && isObject(value)) return mergedMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return mergedSeq(document, node, value);
  if (node !== null && isUnchanged(document, node, value)) return node;
  return withLooksOf(node, document.createNode(value));
}

function mergedMap(document: Document, node: YAMLMap, value: object): YAMLMap {
  const wanted = new Map(Object.entries(value));
  const kept = node.items.filter((pair) => wanted.has(nameOf(pair)));
  for (const pair of kept) {
    const name = nameOf(pair);
    pair.value = merged(document, isNode(pair.value) ? pair.value : null, wanted.get(name));
    wanted.delete(name);
  }
  node.items = [...kept, ...[...wanted].map(([name, item]) => document.createPair(name, item))];
  return node;
}

function mergedSeq(document: Document, node: YAMLSeq, value: readonly unknown[]): YAMLSeq {
  giveCommentToFirst(node);
  const left = node.items.filter(isNode);
  const byIdentity = new Map(left.flatMap((item) => pairedWith(identityOf(item.toJS(document, READING)), item)));
  node.items = value.map((item, index) => {
    const identity = identityOf(item);
    const same = identity === undefined ? unnamed(document, left[index]) : byIdentity.get(identity);
    if (identity !== undefined) byIdentity.delete(identity);
    return merged(document, same ?? null, item);
  });
  return node;
}

/** The library keeps the comment above the first item at the list; it must move and go with the item. */
function giveCommentToFirst(node: YAMLSeq): void {
  const [first] = node.items;
  if (!isNode(first) || !node.commentBefore || node.flow === true) return;
  first.commentBefore = [node.commentBefore, first.commentBefore].filter(Boolean).join('\n');
  node.commentBefore = null;
}

const pairedWith = (identity: string | undefined, item: Node): [string, Node][] => (identity === undefined ? [] : [[identity, item]]);

/** An item at its place, unless it is one that goes by its name. */
const unnamed = (document: Document, item: Node | undefined): Node | undefined =>
  item === undefined || identityOf(item.toJS(document, READING)) !== undefined ? undefined : item;

function identityOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(item));
  for (const field of ['key', 'id', 'name']) {
    const text = fields.get(field);
    if (typeof text === 'string') return `${field}:${text}`;
  }
  return undefined;
}

function isUnchanged(document: Document, node: Node, value: unknown): boolean {
  if (isScalar(node)) return node.value === value;
  return isAlias(node) && JSON.stringify(node.toJS(document, READING)) === JSON.stringify(value);
}

const QUOTES = [Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE] as const;

function withLooksOf(old: Node | null, node: Node): Node {
  if (old === null) return node;
  node.commentBefore = old.commentBefore ?? null;
  node.comment = old.comment ?? null;
  node.spaceBefore = old.spaceBefore ?? false;
  const quotes = isScalar(old) ? QUOTES.find((type) => type === old.type) : undefined;
  if (quotes !== undefined && isScalar(node) && typeof node.value === 'string' && !node.value.includes('\n')) node.type = quotes;
  return node;
}

const nameOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
