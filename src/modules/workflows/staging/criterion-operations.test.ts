// Operations on criteria, in order: each position counts in the list as it then stands, and the first bad one ends it.
import { describe, expect, test } from 'vitest';
import { checkSentence } from '../check-sentence.ts';
import type { Check, Criterion } from '../workflow.ts';
import { operateCriteria } from './criterion-operations.ts';

const judged = (id: string, position: number): Criterion => ({
  id,
  position,
  criterionText: `text of ${id}`,
  isRequired: true,
  kind: 'judge',
});
const called: Check = { kind: 'tool_called', tool: 'order_get' };
const LIST: readonly Criterion[] = [
  judged('a', 1),
  judged('b', 2),
  { id: 'c', position: 3, criterionText: checkSentence(called), isRequired: true, kind: 'check', check: called },
];

/** Ids, or texts of what is new. */
function names(operations: unknown): unknown {
  const operated = operateCriteria(operations, LIST);
  if ('errors' in operated) return operated.errors;
  return operated.criteria.sent.map(({ id, criterionText }) => id ?? criterionText);
}

describe('places', () => {
  test.each([
    ['one is added at the end', [{ op: 'add', criterionText: 'new' }], ['a', 'b', 'c', 'new']],
    ['one is added at a place', [{ op: 'add', position: 1, criterionText: 'new' }], ['new', 'a', 'b', 'c']],
    ['one is added behind the last', [{ op: 'add', position: 4, criterionText: 'new' }], ['a', 'b', 'c', 'new']],
    ['one is removed', [{ op: 'remove', position: 2 }], ['a', 'c']],
    ['one is moved down', [{ op: 'move', position: 1, to: 3 }], ['b', 'c', 'a']],
    ['one is moved up', [{ op: 'move', position: 3, to: 1 }], ['c', 'a', 'b']],
    [
      'the second operation sees what the first left',
      [
        { op: 'remove', position: 1 },
        { op: 'remove', position: 1 },
      ],
      ['c'],
    ],
    [
      'a place that the first operation made can be used by the second',
      [
        { op: 'add', criterionText: 'new' },
        { op: 'move', position: 4, to: 1 },
      ],
      ['new', 'a', 'b', 'c'],
    ],
  ])('%s', (_name, operations, expected) => expect(names(operations)).toEqual(expected));

  test.each([
    ['to update', [{ op: 'update', position: 4, isRequired: false }], 'criteria[0].position'],
    ['to remove', [{ op: 'remove', position: 0 }], 'criteria[0].position'],
    ['to remove below the first', [{ op: 'remove', position: -1 }], 'criteria[0].position'],
    ['to move', [{ op: 'move', position: 9, to: 1 }], 'criteria[0].position'],
    ['to move to', [{ op: 'move', position: 1, to: 4 }], 'criteria[0].to'],
    ['to add at', [{ op: 'add', position: 5, criterionText: 'new' }], 'criteria[0].position'],
    [
      'that is gone by then',
      [
        { op: 'remove', position: 3 },
        { op: 'update', position: 3, isRequired: false },
      ],
      'criteria[1].position',
    ],
  ])('a place %s that is not there is named', (_name, operations, field) =>
    expect(names(operations)).toEqual([{ field, message: 'Position does not exist.' }]),
  );

  test.each([
    ['an unknown operation', [{ op: 'swap', position: 1 }], 'criteria[0].op'],
    ['an unknown field', [{ op: 'remove', position: 1, force: true }], 'criteria[0].force'],
    ['a position that is no number', [{ op: 'remove', position: 'first' }], 'criteria[0].position'],
    ['no position', [{ op: 'update', isRequired: true }], 'criteria[0].position'],
    ['no list', { op: 'remove', position: 1 }, 'criteria'],
    ['an empty list', [], 'criteria'],
    [
      'a bad check',
      [{ op: 'add', kind: 'check', check: { kind: 'tool_result', tool: 'x', jsonpath: '$[', equals: 1 } }],
      'criteria[0].check.jsonpath',
    ],
  ])('%s is refused by its field', (_name, operations, field) => expect(names(operations)).toMatchObject([{ field }]));
});

describe('an update', () => {
  const after = (fields: object, position = 1): unknown => {
    const operated = operateCriteria([{ op: 'update', position, ...fields }], LIST);
    return 'errors' in operated ? operated.errors : operated.criteria.sent[position - 1];
  };

  test('changes what it names and keeps the rest', () => {
    expect(after({ isRequired: false })).toEqual({ id: 'a', criterionText: 'text of a', isRequired: false, kind: 'judge' });
  });
  test('that judges what was checked takes the check away', () => {
    expect(after({ kind: 'judge', criterionText: 'The order is right' }, 3)).toEqual({
      id: 'c',
      criterionText: 'The order is right',
      isRequired: true,
      kind: 'judge',
    });
  });
  test('of a check takes its generated sentence along, but not one that somebody wrote', () => {
    const check = { kind: 'tool_called', tool: 'order_list' };
    expect(after({ check }, 3)).toEqual({ id: 'c', isRequired: true, kind: 'check', check });
    expect(after({ check, criterionText: 'Own words' }, 3)).toMatchObject({ criterionText: 'Own words' });
  });
});

test('each criterion knows the operation that touched it last', () => {
  const operated = operateCriteria(
    [
      { op: 'update', position: 2, isRequired: false },
      { op: 'add', position: 1, criterionText: 'new' },
      { op: 'move', position: 4, to: 2 },
    ],
    LIST,
  );
  expect(operated).toMatchObject({ criteria: { operationOf: [1, undefined, undefined, 0] } });
});
