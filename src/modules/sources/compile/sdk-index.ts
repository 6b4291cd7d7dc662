// Writes the SDK index that an agent gets with the instructions: all calls where they are few, else groups with counts (spec 07 §2).
import type { Operation } from './compiled.ts';
import { commentText, docOf } from './signature.ts';
import { headerLine } from './types-file.ts';

/** About 2 000 tokens. */
const MAX_FULL_CHARS = 8_000;
const MAX_BYTES = 24 * 1024;
const MAX_TAG_CHARS = 60;
const EXAMPLES = 4;
const MAX_EXAMPLES_CHARS = 120;

export interface IndexContent {
  readonly clientName: string;
  readonly title: string;
  readonly operations: readonly Operation[];
  /** `type Pet = { … };` of every schema, by schema name. */
  readonly typeLines: ReadonlyMap<string, string>;
}

export function sdkIndex(content: IndexContent): string {
  const { clientName, title, operations } = content;
  const header = headerLine({ clientName, title, count: operations.length });
  const calls = operations.flatMap((operation) => callLines(clientName, operation));
  const mentioned = new Set(operations.flatMap(({ mentions }) => mentions));
  const types = [...mentioned].toSorted().flatMap((name) => content.typeLines.get(name) ?? []);
  const withTypes = [header, ...types, ...calls].join('\n');
  if (withTypes.length <= MAX_FULL_CHARS) return withTypes;
  const advice = '// Types are left out here: search_sdk shows them.';
  const withoutTypes = [header, advice, ...calls].join('\n');
  return withoutTypes.length <= MAX_FULL_CHARS ? withoutTypes : grouped(header, content);
}

/** What an operation looks like wherever an agent sees it. */
export const callLines = (clientName: string, operation: Operation): string[] => [
  `/** ${docOf(operation)} */`,
  `${clientName}.${operation.signature};`,
];

function grouped(header: string, { clientName, operations }: IndexContent): string {
  const groups = groupsOf(operations);
  const advice = [
    `// Too many to list. Find them with search_sdk: an operation name, a path fragment, a schema field or plain words.`,
    `// Then call ${clientName}.<operation>(args) as the match shows it. Groups, largest first:`,
  ];
  const lines = groups.map(([tag, members]) => `// ${tag} — ${members.length}: ${examplesOf(members)}`);
  return fitted([header, ...advice], lines);
}

function groupsOf(operations: readonly Operation[]): [string, Operation[]][] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const tag = commentText(operation.tags[0] ?? operation.path.split('/')[1] ?? '').slice(0, MAX_TAG_CHARS) || 'other';
    const known = groups.get(tag);
    if (known === undefined) groups.set(tag, [operation]);
    else known.push(operation);
  }
  return [...groups].toSorted(([one, a], [other, b]) => b.length - a.length || (one < other ? -1 : 1));
}

function examplesOf(operations: readonly Operation[]): string {
  const names = operations.slice(0, EXAMPLES).map(({ jsName }) => jsName);
  while (names.length > 1 && names.join(', ').length > MAX_EXAMPLES_CHARS) names.pop();
  return `${names.join(', ')}${names.length < operations.length ? ', …' : ''}`;
}

/** As many of the lines as there is room for, and how many there is none for. */
function fitted(head: readonly string[], lines: readonly string[]): string {
  const room = MAX_BYTES - 100;
  let bytes = Buffer.byteLength(head.join('\n'));
  const kept: string[] = [];
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > room) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return [...head, ...kept, ...(left === 0 ? [] : [`// and ${left} smaller groups`])].join('\n');
}
