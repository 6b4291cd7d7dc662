// The evaluator: a model call of its own, never part of the tester's conversation, whose evidence is verified (spec 02 §10).
import { randomBytes } from 'node:crypto';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { seconds } from '#kernel/duration';
import type { Criterion } from '#modules/workflows';
import type { Message, Model, ModelFailure, Usage } from '#platform/llm/model';
import type { TraceEvent } from '../run.ts';
import { ANSWER_SCHEMA, readAnswer } from './answer.ts';
import type { Sample } from './answer.ts';
import { judgeInstructions, judgePrompt } from './judge-prompt.ts';
import { majority } from './majority.ts';
import type { Decided } from './majority.ts';

export interface JudgeInput {
  readonly model: Model;
  readonly samples: number;
  readonly prompt: string;
  readonly finalAnswer: string;
  readonly events: readonly TraceEvent[];
  /** Of kind `judge` only; at least one. */
  readonly criteria: readonly Criterion[];
  /** What may still be spent, US dollars; null = no limit applies. */
  readonly budgetUsd: number | null;
  readonly signal: AbortSignal;
}

export interface Judgement {
  readonly decided: ReadonlyMap<string, Decided>;
  readonly summary: string;
}

export interface JudgeFailure {
  readonly kind: 'judge' | 'budget';
  readonly message: string;
}

/** `usage` counts every question asked, also of a judging that failed. */
export interface JudgeResult {
  readonly usage: Usage;
  readonly outcome: Outcome<Judgement, JudgeFailure>;
}

const TIMEOUT_MS = seconds(120);
/** An invalid sample is asked once more. */
const ASKS_PER_SAMPLE = 2;
const SHOWN_BACK_CHARS = 8_000;

export async function judge(input: JudgeInput): Promise<JudgeResult> {
  const spent = new Spending(input.budgetUsd);
  const samples: Sample[] = [];
  for (let index = 0; index < input.samples; index += 1) {
    const sample = await askSample(input, spent);
    if (!sample.ok) return { usage: spent.usage, outcome: sample };
    samples.push(sample.value);
  }
  const decided = new Map(
    input.criteria.flatMap(({ id }) => {
      const verdict = majority(samples, id);
      return verdict ? [[id, verdict] as const] : [];
    }),
  );
  return { usage: spent.usage, outcome: ok({ decided, summary: samples[0]?.summary ?? '' }) };
}

async function askSample(input: JudgeInput, spent: Spending): Promise<Outcome<Sample, JudgeFailure>> {
  const fenceToken = randomBytes(12).toString('hex');
  const events = new Map(input.events.map((event) => [event.id, event]));
  const messages: Message[] = [{ role: 'user', text: judgePrompt({ ...input, fenceToken }) }];
  let problem = '';
  for (let ask = 0; ask < ASKS_PER_SAMPLE; ask += 1) {
    if (spent.isOver) return failed({ kind: 'budget', message: 'maxCostUsd was reached before the evaluation was complete' });
    const answer = await input.model.answerJson({
      instructions: judgeInstructions(fenceToken),
      messages: [...messages],
      schema: ANSWER_SCHEMA,
      schemaName: 'evaluation',
      timeoutMs: TIMEOUT_MS,
      signal: input.signal,
    });
    if (!answer.ok && answer.error.usage) spent.add(answer.error.usage);
    if (!answer.ok && answer.error.kind !== 'bad_answer') return failed({ kind: 'judge', message: failureText(answer.error) });
    if (answer.ok) spent.add(answer.value);
    const sample = answer.ok ? readAnswer(answer.value.value, input.criteria, events) : failed('the answer is not the asked JSON');
    if (sample.ok) return sample;
    problem = sample.error;
    if (answer.ok) messages.push({ role: 'assistant', text: JSON.stringify(answer.value.value).slice(0, SHOWN_BACK_CHARS), toolUses: [] });
    messages.push({ role: 'user', text: `Your answer is invalid: ${problem}. Grade again and answer in the asked form.` });
  }
  return failed({ kind: 'judge', message: `the evaluator's answer was invalid twice: ${problem}` });
}

const failureText = ({ kind, message }: ModelFailure): string => `the evaluator could not answer (${kind}): ${message}`;

/** Tokens and cost so far; an unknown price makes the cost unknown and the budget void. */
class Spending {
  readonly #budgetUsd: number | null;
  #tokensIn = 0;
  #tokensOut = 0;
  #costUsd: number | null = 0;

  constructor(budgetUsd: number | null) {
    this.#budgetUsd = budgetUsd;
  }

  get usage(): Usage {
    return { tokensIn: this.#tokensIn, tokensOut: this.#tokensOut, costUsd: this.#costUsd };
  }

  get isOver(): boolean {
    return this.#budgetUsd !== null && this.#costUsd !== null && this.#costUsd >= this.#budgetUsd;
  }

  add({ tokensIn, tokensOut, costUsd }: Usage): void {
    this.#tokensIn += tokensIn;
    this.#tokensOut += tokensOut;
    this.#costUsd = this.#costUsd === null || costUsd === null ? null : this.#costUsd + costUsd;
  }
}
