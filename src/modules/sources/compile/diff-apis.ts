// Compares two bundles of a source, operation by operation. Each pair of named schemas is compared once, however many use it.
import type { ApiDiff, ApiSurface, OperationName, SignatureChange } from './api-diff.ts';
import type { Operation, Parameter } from './compiled.ts';
import type { Comparison, Difference } from './diff-schemas.ts';
import { PairTable } from './pair-table.ts';
import type { Reasons } from './pair-table.ts';

/** Of one operation, while there is room; then only as many as say that there is something. */
const MAX_REASONS = 50;
const FEW_REASONS = 3;
/** Of all operations together: tens of thousands may lead to the same change. */
const ROOM = 20_000;
const STEPS = 500_000;
const THOROUGH = { pairs: 20_000, differences: 500 };
const BRIEF = { pairs: 20, differences: 20 };

/** Pure, and bounded whatever the documents are. Operations are the same when their operationId is. */
export function diffApis(before: ApiSurface, after: ApiSurface): ApiDiff {
  const old = new Map(before.operations.map((operation) => [operation.operationId, operation]));
  const fresh = new Map(after.operations.map((operation) => [operation.operationId, operation]));
  const added = after.operations.filter(({ operationId }) => !old.has(operationId)).map(nameOf);
  const removed = before.operations.filter(({ operationId }) => !fresh.has(operationId)).map(nameOf);
  const pairs = new PairTable({ before: before.schemas, after: after.schemas });
  const both = before.operations.flatMap((operation) => {
    const other = fresh.get(operation.operationId);
    return other === undefined ? [] : [{ before: operation, after: other, comparison: compareOperations(operation, other, pairs) }];
  });
  pairs.finish();
  let room = ROOM;
  const signatureChanged = both.flatMap(({ before: one, after: other, comparison }) => {
    const isRoomy = room > 0 && pairs.steps < STEPS;
    const reasons = pairs.reasonsOf(comparison, isRoomy ? THOROUGH : BRIEF);
    const [change] = changeOf(one, other, { reasons, most: isRoomy ? MAX_REASONS : FEW_REASONS });
    room -= change?.reasons.length ?? 0;
    return change ?? [];
  });
  return { added, removed, signatureChanged, breaking: removed.length > 0 || signatureChanged.some(({ breaking }) => breaking) };
}

const nameOf = ({ operationId, method, path }: Operation): OperationName => ({ operationId, method, path });

function changeOf(before: Operation, after: Operation, { reasons, most }: { reasons: Reasons; most: number }): SignatureChange[] {
  const { differences, breaking, isAll } = reasons;
  if (differences.length === 0 && !breaking && before.signature === after.signature) return [];
  const texts = [...new Set(differences.map(({ text }) => text))];
  if (breaking && differences[0]?.breaking !== true) texts.unshift('a schema that it leads to changed in a way that breaks');
  if (texts.length === 0) texts.push('only names of types changed');
  const left = texts.length - most;
  const more = left > 0 ? [isAll ? `and ${left} more` : 'and more'] : isAll ? [] : ['and more'];
  return [
    {
      operationId: after.operationId,
      before: before.signature,
      after: after.signature,
      breaking,
      reasons: [...texts.slice(0, most), ...more],
    },
  ];
}

function compareOperations(before: Operation, after: Operation, pairs: PairTable): Comparison {
  const found = [compareArguments(before, after, pairs), compareBodies(before, after, pairs), compareAnswers(before, after, pairs)];
  const differences: Difference[] = [];
  if (before.method !== after.method) differences.push({ text: `method changed from ${before.method} to ${after.method}`, breaking: true });
  if (before.path !== after.path) differences.push({ text: `path changed from ${before.path} to ${after.path}`, breaking: true });
  return {
    differences: [...differences, ...found.flatMap((comparison) => comparison.differences)],
    pairs: found.flatMap((comparison) => comparison.pairs),
  };
}

const NO_DIFFERENCE: Comparison = { differences: [], pairs: [] };

function compareArguments(before: Operation, after: Operation, pairs: PairTable): Comparison {
  const old = new Map(before.parameters.map((parameter) => [parameter.argument, parameter]));
  const fresh = new Map(after.parameters.map((parameter) => [parameter.argument, parameter]));
  const differences: Difference[] = [];
  const found: Comparison[] = [];
  for (const [argument, parameter] of old) {
    const other = fresh.get(argument);
    if (other === undefined) differences.push({ text: `argument ${argument} removed`, breaking: true });
    else found.push(compareArgument(parameter, other, pairs));
  }
  for (const [argument, { required }] of fresh) {
    if (!old.has(argument))
      differences.push({ text: `${required ? 'required' : 'optional'} argument ${argument} added`, breaking: required });
  }
  return {
    differences: [...differences, ...found.flatMap((comparison) => comparison.differences)],
    pairs: found.flatMap((comparison) => comparison.pairs),
  };
}

function compareArgument(before: Parameter, after: Parameter, pairs: PairTable): Comparison {
  const { argument } = before;
  const compared = pairs.compare({ before: before.schema, after: after.schema, direction: 'in', noun: 'argument', path: argument });
  if (before.required === after.required) return compared;
  const text = `argument ${argument} became ${after.required ? 'required' : 'optional'}`;
  return { ...compared, differences: [{ text, breaking: after.required }, ...compared.differences] };
}

function compareBodies({ body: before }: Operation, { body: after }: Operation, pairs: PairTable): Comparison {
  if (before === null && after === null) return NO_DIFFERENCE;
  if (before === null) {
    const isRequired = after?.required === true;
    return { differences: [{ text: `${isRequired ? 'required' : 'optional'} body added`, breaking: isRequired }], pairs: [] };
  }
  if (after === null) return { differences: [{ text: 'body removed', breaking: true }], pairs: [] };
  const compared = pairs.compare({ before: before.schema, after: after.schema, direction: 'in', noun: 'body property', path: '' });
  if (before.required === after.required) return compared;
  const text = `body became ${after.required ? 'required' : 'optional'}`;
  return { ...compared, differences: [{ text, breaking: after.required }, ...compared.differences] };
}

function compareAnswers({ response: before }: Operation, { response: after }: Operation, pairs: PairTable): Comparison {
  if (before.schema !== null && after.schema !== null)
    return pairs.compare({ before: before.schema, after: after.schema, direction: 'out', noun: 'response property', path: '' });
  const [from, to] = [answerWords(before), answerWords(after)];
  // Where nothing was said, nothing can have been relied on.
  const wasSaid = before.kind !== 'unknown' && !(before.kind === 'json' && before.schema === null);
  return from === to ? NO_DIFFERENCE : { differences: [{ text: `response changed from ${from} to ${to}`, breaking: wasSaid }], pairs: [] };
}

function answerWords({ kind, schema }: Operation['response']): string {
  if (kind === 'none') return 'nothing';
  if (kind === 'text') return 'text';
  return schema === null ? 'anything' : 'JSON';
}
