// The evaluator against a model that plays given answers.
import { expect, test } from 'vitest';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Criterion } from '#modules/workflows';
import type { JsonAnswer, Model, ModelFailure } from '#platform/llm/model';
import { traceEvents } from '#test/trace-events';
import { judge } from './judge.ts';
import type { JudgeInput } from './judge.ts';

const event = traceEvents();
const answer = event('final_answer', { text: 'Order 4711 is paid.' });
const criterion: Criterion = { id: 'crit_1', position: 1, criterionText: 'The order is paid.', isRequired: true, kind: 'judge' };
const grade = (verdict: string, excerpt = 'is paid', criterionId = 'crit_1') => ({
  verdicts: [{ criterionId, verdict, reasoning: 'It says so.', evidence: [{ eventId: answer.id, excerpt }] }],
  summary: 'All well.',
});

type Answer = Readonly<Record<string, unknown>>;
const isFailure = (next: Answer | ModelFailure): next is ModelFailure => 'kind' in next;

/** Plays one answer a question and keeps what it was asked; a question too many is a failure. */
function playing(answers: readonly (Answer | ModelFailure)[], costUsd: number | null = 0.01) {
  const asked: Parameters<Model['answerJson']>[0][] = [];
  const model: Model = {
    id: 'openai/judge',
    step: () => Promise.reject(new Error('a judge takes no steps')),
    answerJson: (request): Promise<Outcome<JsonAnswer, ModelFailure>> => {
      asked.push(request);
      const next = answers[asked.length - 1] ?? { kind: 'other' as const, message: 'asked too often' };
      if (isFailure(next)) return Promise.resolve(failed(next));
      return Promise.resolve(ok({ value: next, latencyMs: 1, tokensIn: 100, tokensOut: 10, costUsd }));
    },
  };
  return { model, asked };
}

const input = (model: Model, changes: Partial<JudgeInput> = {}): JudgeInput => ({
  model,
  samples: 1,
  prompt: 'Pay.',
  finalAnswer: answer.data.text,
  events: [answer],
  criteria: [criterion],
  budgetUsd: 1,
  signal: new AbortController().signal,
  ...changes,
});

test('one valid sample decides, and its tokens are counted', async () => {
  const { model } = playing([grade('pass')]);
  const { outcome, usage } = await judge(input(model));
  expect(outcome.ok && outcome.value.decided.get('crit_1')).toMatchObject({
    verdict: 'pass',
    agreement: 1,
    evidence: [{ eventId: answer.id, excerpt: 'is paid' }],
  });
  expect(usage).toEqual({ tokensIn: 100, tokensOut: 10, costUsd: 0.01 });
});

test('an invented quote is asked for once more, with what was wrong', async () => {
  const { model, asked } = playing([grade('pass', 'was refunded'), grade('fail')]);
  const { outcome } = await judge(input(model));
  expect(outcome.ok && outcome.value.decided.get('crit_1')?.verdict).toBe('fail');
  expect(asked).toHaveLength(2);
  expect(JSON.stringify(asked[1]?.messages.at(-1))).toContain('does not stand in event');
});

test.each<[string, Answer]>([
  ['an invented quote', grade('pass', 'was refunded')],
  ['an unknown criterion', grade('pass', 'is paid', 'crit_2')],
  ['a missing criterion', { verdicts: [], summary: '' }],
  ['a criterion graded twice', { verdicts: [...grade('pass').verdicts, ...grade('fail').verdicts], summary: '' }],
  ['another form', { verdict: 'pass' }],
  ['another verdict', grade('excellent')],
])('%s twice is an error of the judge', async (_name, bad) => {
  const { model, asked } = playing([bad, bad]);
  const { outcome, usage } = await judge(input(model));
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'judge' } });
  expect(asked).toHaveLength(2);
  expect(usage.tokensIn).toBe(200);
});

test('an answer that is no JSON is asked for once more; a provider that fails is not', async () => {
  const garbled = playing([{ kind: 'bad_answer', message: 'no JSON' }, grade('pass')]);
  expect((await judge(input(garbled.model))).outcome.ok).toBe(true);
  const down = playing([{ kind: 'network', message: 'connection refused' }]);
  expect((await judge(input(down.model))).outcome).toEqual({
    ok: false,
    error: { kind: 'judge', message: 'the evaluator could not answer (network): connection refused' },
  });
  expect(down.asked).toHaveLength(1);
});

test('three samples vote, each behind a fence of its own', async () => {
  const { model, asked } = playing([grade('pass'), grade('fail'), grade('pass')]);
  const { outcome } = await judge(input(model, { samples: 3 }));
  expect(outcome.ok && outcome.value.decided.get('crit_1')).toMatchObject({ verdict: 'pass', agreement: 2 / 3 });
  expect(new Set(asked.map(({ instructions }) => instructions)).size).toBe(3);
});

test('the budget ends the evaluation before another question is paid', async () => {
  const { model, asked } = playing([grade('pass'), grade('pass'), grade('pass')], 0.6);
  const { outcome } = await judge(input(model, { samples: 3, budgetUsd: 1 }));
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'budget' } });
  expect(asked).toHaveLength(2);
});

test('without a price the budget does not apply and the cost is unknown', async () => {
  const { model } = playing([grade('pass')], null);
  const { outcome, usage } = await judge(input(model, { budgetUsd: 0.01 }));
  expect(outcome.ok).toBe(true);
  expect(usage.costUsd).toBeNull();
});

test('long reasoning and superfluous evidence are cut to their limits', async () => {
  const {
    verdicts: [first],
    summary,
  } = grade('pass');
  const { model } = playing([
    {
      verdicts: [
        { ...first, reasoning: 'r'.repeat(5000), evidence: Array.from({ length: 9 }, () => ({ eventId: answer.id, excerpt: 'is paid' })) },
      ],
      summary,
    },
  ]);
  const { outcome } = await judge(input(model));
  const decided = outcome.ok ? outcome.value.decided.get('crit_1') : undefined;
  expect(decided?.reasoning).toHaveLength(1000);
  expect(decided?.evidence).toHaveLength(5);
});
