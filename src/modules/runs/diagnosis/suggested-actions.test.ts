// What is suggested, by classification; and what a proposal is begun with.
import { describe, expect, test } from 'vitest';
import { checkCriterion, factsOf, failing } from '#test/diagnosis-facts';
import { traceEvents } from '#test/trace-events';
import { findRemedies } from './find-remedies.ts';
import { suggestedActions } from './suggested-actions.ts';

/** The table of the specification. */
test.each([
  ['server', ['fix_server']],
  ['schema', ['sync_capabilities', 'patch_prompt']],
  ['credential', ['rotate_credential']],
  ['network', ['rerun']],
  ['platform', ['rerun']],
  ['model', ['rerun', 'patch_prompt', 'raise_limit']],
  ['judge', ['patch_criteria', 'raise_samples']],
  ['test', ['patch_criteria', 'patch_tool_policy']],
  [null, []],
] as const)('%s: %j, each with a reason', (classification, actions) => {
  const found = suggestedActions(factsOf({ run: { classification } }), []);
  expect(found.map(({ action }) => action)).toEqual(actions);
  for (const { reason } of found) expect(reason).toMatch(/^[A-Z].{20,}$/);
});

describe('arguments', () => {
  const argumentsOf = (facts: Parameters<typeof factsOf>[0]) => {
    const gathered = factsOf(facts);
    return suggestedActions(gathered, findRemedies(gathered)).map(({ action, tool, arguments: args }) => ({ action, tool, args }));
  };

  test('what only people can do names no tool', () => {
    for (const classification of ['server', 'credential'] as const) {
      expect(argumentsOf({ run: { classification } })[0]).toMatchObject({ tool: undefined, args: undefined });
    }
  });

  test('one more run is compared with this one, and is of this model while the workflow has it', () => {
    const run = { classification: 'network' } as const;
    expect(argumentsOf({ run })[0]).toEqual({
      action: 'rerun',
      tool: 'run_workflow_now',
      args: { workflowId: 'wf_1', modelIds: ['script/steps'], baselineRunId: 'run_1', forceNewRun: true },
    });
    expect(argumentsOf({ run, current: { versionId: 'ver_2', modelIds: ['other'] } })[0]?.args).not.toHaveProperty('modelIds');
  });

  test('of a trial it is one more trial, until what it tried is the current version', () => {
    const run = { classification: 'network', version: { id: 'ver_2', number: null }, trial: { proposalId: 'prop_1' } } as const;
    expect(argumentsOf({ run })[0]?.args).toEqual({
      workflowId: 'wf_1',
      proposalId: 'prop_1',
      modelIds: ['script/steps'],
      baselineRunId: 'run_1',
      forceNewRun: true,
    });
    expect(argumentsOf({ run, current: { versionId: 'ver_2', modelIds: [] } })[0]?.args).not.toHaveProperty('proposalId');
  });

  test('a known change is proposed against the current version', () => {
    const event = traceEvents();
    const facts = {
      run: { classification: 'model', testerKind: 'model' },
      events: [event('limit_reached', { limit: 'maxSteps', value: 30 })],
    } as const;
    const raise = argumentsOf(facts).find(({ action }) => action === 'raise_limit');
    expect(raise).toEqual({
      action: 'raise_limit',
      tool: 'propose_workflow_patch',
      args: { workflowId: 'wf_1', baseVersionId: 'ver_1', changes: { limits: { maxSteps: 60 } }, evidence: ['run_1', 'evt_1'] },
    });
  });

  test('nothing is proposed that would undo what was saved since', () => {
    const event = traceEvents();
    const [, , raise] = argumentsOf({
      run: { classification: 'model', testerKind: 'model' },
      events: [event('limit_reached', { limit: 'maxSteps', value: 30 })],
      current: { versionId: 'ver_9', modelIds: [] },
    });
    expect(raise?.args).toMatchObject({ baseVersionId: 'ver_9' });
    expect(raise?.args).not.toHaveProperty('changes');
  });

  test('several updates of criteria travel together, in one proposal', () => {
    const one = checkCriterion(1, { kind: 'max_steps', max: 1 });
    const two = checkCriterion(2, { kind: 'max_tool_calls', max: 1 });
    const [patch] = argumentsOf({
      run: { classification: 'test', steps: 4, toolCallCount: 3 },
      spec: { criteria: [one, two] },
      criteria: [failing(one), failing(two)],
    });
    expect(patch?.args).toMatchObject({
      changes: {
        criteria: [
          { op: 'update', position: 1, check: { kind: 'max_steps', max: 4 } },
          { op: 'update', position: 2, check: { kind: 'max_tool_calls', max: 3 } },
        ],
      },
    });
  });

  test('only ids that a proposal may cite are cited', () => {
    const classificationEvidence = [
      { type: 'catalog', id: 'snap_1', note: '' },
      { type: 'version', id: 'ver_1', note: '' },
      { type: 'call', id: 'call_1', note: '' },
    ] as const;
    const [, patch] = argumentsOf({ run: { classification: 'schema', classificationEvidence } });
    expect(patch?.args).toMatchObject({ evidence: ['run_1', 'call_1'] });
  });
});
