// A bundle and what changed with it, as lines. Pure.

/** What is printed of a bundle. */
export interface BundleView {
  readonly id: string;
  readonly source: string;
  readonly environment: string;
  readonly state: string;
  readonly operationCount: number | null;
  readonly createdAt: string;
  readonly commitSha: string | null;
}

export interface DiagnosticView {
  readonly severity: string;
  readonly path: string;
  readonly message: string;
}

interface OperationName {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

export interface DiffView {
  readonly against: string | null;
  readonly added: readonly OperationName[];
  readonly removed: readonly OperationName[];
  readonly signatureChanged: readonly {
    readonly operationId: string;
    readonly before: string;
    readonly after: string;
    readonly breaking: boolean;
    readonly reasons: readonly string[];
  }[];
  readonly breaking: boolean;
}

/** Of one kind; a pipeline's log is read from its end. */
const MAX_LINES = 100;

export const bundleLine = ({ id, source, environment, state, operationCount }: BundleView): string =>
  `${id}  ${source}  ${environment}  ${state}${operationCount === null ? '' : `  ${count(operationCount, 'operation')}`}`;

/** Each error by itself; warnings of the same words together, because a large document has one of them everywhere. */
export function diagnosticLines(all: readonly DiagnosticView[]): string[] {
  const groups = Map.groupBy(all, ({ severity, message }, index) => (severity === 'error' ? index : message));
  return bounded([...groups.values()].flatMap(groupLines));
}

const NAMED_PLACES = 2;

function groupLines(group: readonly DiagnosticView[]): string[] {
  if (group.length <= NAMED_PLACES)
    return group.map(({ severity, path, message }) => `${severity}: ${path === '' ? '' : `${path}: `}${message}`);
  const [{ severity, message } = { severity: '', message: '' }] = group;
  const places = group.slice(0, NAMED_PLACES).map(({ path }) => path);
  return [`${severity}, ${group.length} times: ${message}`, `    at ${places.join(', ')} and ${group.length - NAMED_PLACES} more`];
}

export function diffLines(diff: DiffView): string[] {
  if (diff.against === null) return ['Nothing was active before, so there is nothing to compare with.'];
  const breaking = diff.signatureChanged.filter((one) => one.breaking);
  const compatible = diff.signatureChanged.filter((one) => !one.breaking);
  return [
    `compared with ${diff.against}:`,
    ...bounded(diff.removed.map((one) => `- ${nameOf(one)}  breaking`)),
    ...bounded(breaking.flatMap((one) => changeLines(one, 'breaking'))),
    ...bounded(compatible.flatMap((one) => changeLines(one, 'compatible'))),
    ...bounded(diff.added.map((one) => `+ ${nameOf(one)}`)),
    `${diff.added.length} added, ${diff.removed.length} removed, ${diff.signatureChanged.length} changed: ${verdict(diff)}`,
  ];
}

const verdict = ({ removed, signatureChanged, breaking }: DiffView): string =>
  breaking ? `BREAKING (${removed.length + signatureChanged.filter((one) => one.breaking).length})` : 'nothing breaks';

const nameOf = ({ method, path, operationId }: OperationName): string => `${method} ${path}  ${operationId}`;

const changeLines = (one: DiffView['signatureChanged'][number], word: string): string[] => [
  `~ ${one.operationId}  ${word}: ${one.reasons.join(', ')}`,
  ...(one.before === one.after ? [] : [`    - ${one.before}`, `    + ${one.after}`]),
];

const bounded = (lines: readonly string[]): string[] =>
  lines.length <= MAX_LINES ? [...lines] : [...lines.slice(0, MAX_LINES), `… ${lines.length - MAX_LINES} more lines`];

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
