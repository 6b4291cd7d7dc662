// Field differences of versions.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, DEFAULT_RETRY_POLICY } from './defaults.ts';
import { diffSpecs } from './diff-specs.ts';
import type { Criterion, WorkflowSpec } from './workflow.ts';

const criterion = (id: string, text = `text of ${id}`): Criterion => ({
  id,
  position: 0,
  criterionText: text,
  isRequired: true,
  kind: 'judge',
});
const placed = (criteria: readonly Criterion[]): Criterion[] => criteria.map((one, index) => ({ ...one, position: index + 1 }));

const SPEC: WorkflowSpec = {
  name: 'Refunds',
  description: '',
  mcpServerId: 'mcp_1',
  defaultMcpAuthProfileId: null,
  testerPrompt: 'Refund the order.',
  testerTargets: [{ modelId: 'a/1', skillMode: 'none' }],
  criteria: placed([criterion('a'), criterion('b'), criterion('c')]),
  judge: null,
  schedule: null,
  toolPolicy: {},
  limits: DEFAULT_LIMITS,
  retryPolicy: DEFAULT_RETRY_POLICY,
  categories: [],
  metadata: {},
};
const criteriaDiff = (...criteria: readonly Criterion[]) => diffSpecs(SPEC, { ...SPEC, criteria: placed(criteria) });

describe('the difference of', () => {
  test.each<[string, Partial<WorkflowSpec>, unknown]>([
    ['equal versions is empty', {}, []],
    ['a text', { name: 'Returns' }, [{ path: 'name', op: 'replace', before: 'Refunds', after: 'Returns' }]],
    [
      'a setting inside',
      { limits: { ...DEFAULT_LIMITS, maxSteps: 5 } },
      [{ path: 'limits.maxSteps', op: 'replace', before: 30, after: 5 }],
    ],
    [
      'a schedule that comes',
      { schedule: { cron: '0 * * * *', timezone: 'UTC' } },
      [{ path: 'schedule', op: 'replace', before: null, after: { cron: '0 * * * *', timezone: 'UTC' } }],
    ],
    ['a list that comes', { toolPolicy: { denied_tools: ['x'] } }, [{ path: 'toolPolicy.denied_tools', op: 'add', after: ['x'] }]],
    [
      'a target more',
      { testerTargets: [...SPEC.testerTargets, { modelId: 'a/2', skillMode: 'none' }] },
      [{ path: 'testerTargets[1]', op: 'add', after: { modelId: 'a/2', skillMode: 'none' } }],
    ],
    ['a target less', { testerTargets: [] }, [{ path: 'testerTargets[0]', op: 'remove', before: { modelId: 'a/1', skillMode: 'none' } }]],
    ['metadata', { metadata: { team: 'x' } }, [{ path: 'metadata.team', op: 'add', after: 'x' }]],
  ])('%s', (_name, change, expected) => expect(diffSpecs(SPEC, { ...SPEC, ...change })).toEqual(expected));
});

describe('criteria', () => {
  const [a, b, c] = [criterion('a'), criterion('b'), criterion('c')];

  test('changed in place name the field', () =>
    expect(criteriaDiff(a, criterion('b', 'new'), c)).toEqual([
      { path: 'criteria[1].criterionText', op: 'replace', before: 'text of b', after: 'new' },
    ]));

  test('in another order are one move, not a rewrite', () =>
    expect(criteriaDiff(c, a, b)).toEqual([{ path: 'criteria[0]', op: 'move', before: 3, after: 1 }]));

  test('moved and changed are both', () =>
    expect(criteriaDiff(b, a, criterion('c', 'new'))).toEqual([
      { path: 'criteria[1]', op: 'move', before: 1, after: 2 },
      { path: 'criteria[2].criterionText', op: 'replace', before: 'text of c', after: 'new' },
    ]));

  test('pushed down by a new one did not move', () =>
    expect(criteriaDiff(criterion('x'), a, b, c)).toEqual([{ path: 'criteria[0]', op: 'add', after: { ...criterion('x'), position: 1 } }]));

  test('pulled up by a removed one did not move', () =>
    expect(criteriaDiff(b, c)).toEqual([{ path: 'criteria[0]', op: 'remove', before: { ...a, position: 1 } }]));

  test('turned into a check name what came', () =>
    expect(criteriaDiff({ ...a, kind: 'check', check: { kind: 'no_tool_errors' } }, b, c)).toEqual([
      { path: 'criteria[0].kind', op: 'replace', before: 'judge', after: 'check' },
      { path: 'criteria[0].check', op: 'add', after: { kind: 'no_tool_errors' } },
    ]));
});

const someCriteria = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 })
  .chain((ids) => fc.tuple(...ids.map((id) => fc.constantFrom('old', 'new').map((text) => criterion(id, text)))).map(placed));
const someSpec: fc.Arbitrary<WorkflowSpec> = fc
  .record({
    name: fc.constantFrom('x', 'y'),
    categories: fc.array(fc.constantFrom('p', 'q'), { maxLength: 3 }),
    criteria: someCriteria,
    metadata: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')),
    schedule: fc.constantFrom(null, { cron: '0 * * * *', timezone: 'UTC' }),
  })
  .map((change) => ({ ...SPEC, ...change }));

describe('for any two versions', () => {
  test('only equal ones have no difference', () =>
    fc.assert(
      fc.property(someSpec, someSpec, (before, after) => {
        expect(diffSpecs(before, before)).toEqual([]);
        expect(diffSpecs(before, after).length === 0).toBe(JSON.stringify(sorted(before)) === JSON.stringify(sorted(after)));
      }),
    ));

  test('the difference of the criteria, applied, makes the later ones out of the earlier', () =>
    fc.assert(
      fc.property(someCriteria, someCriteria, (before, after) => {
        const diff = diffSpecs({ ...SPEC, criteria: before }, { ...SPEC, criteria: after });
        const gone = new Set(diff.flatMap(({ op, before: old }) => (op === 'remove' ? (old as Criterion).id : [])));
        const placedAt = new Map(
          diff.flatMap(({ op, path, before: old, after: now }): [number, Criterion][] => {
            const index = Number(/^criteria\[(\d+)\]/.exec(path)?.[1]);
            if (op === 'add') return [[index, now as Criterion]];
            return op === 'move' ? [[index, before[Number(old) - 1] as Criterion]] : [];
          }),
        );
        const moved = new Set(Array.from(placedAt.values(), ({ id }) => id));
        const staying = before.filter(({ id }) => !gone.has(id) && !moved.has(id));
        const rebuilt = after.map((_, index) => placedAt.get(index) ?? staying.shift());
        const texts = new Map(diff.flatMap(({ path, after: now }) => (path.endsWith('.criterionText') ? [[path, now]] : [])));
        expect(rebuilt.map((one, index) => [one?.id, texts.get(`criteria[${index}].criterionText`) ?? one?.criterionText])).toEqual(
          after.map((one) => [one.id, one.criterionText]),
        );
      }),
    ));
});

const sorted = (spec: WorkflowSpec): unknown => ({
  ...spec,
  metadata: Object.entries(spec.metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)),
});
