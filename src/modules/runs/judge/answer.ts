// The form of an evaluator's answer: asked for as JSON Schema, read back with zod, and checked against criteria and trace.
import { z } from 'zod';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Criterion, Verdict } from '#modules/workflows';
import type { Evidence, TraceEvent } from '../run.ts';
import { evidenceProblem } from './evidence.ts';

export interface Sample {
  readonly verdicts: ReadonlyMap<string, SampleVerdict>;
  readonly summary: string;
}

export interface SampleVerdict {
  readonly verdict: Verdict;
  readonly reasoning: string;
  readonly evidence: readonly Evidence[];
}

const MAX_REASONING = 1000;
const MAX_SUMMARY = 1500;
const MAX_EVIDENCE = 5;
const MAX_EXCERPT = 2000;

const answerShape = z.object({
  verdicts: z
    .array(
      z.object({
        criterionId: z.string(),
        verdict: z.enum(['pass', 'partial', 'fail']),
        reasoning: z.string(),
        evidence: z.array(z.object({ eventId: z.string(), excerpt: z.string() })),
      }),
    )
    .max(200),
  summary: z.string(),
});

/** Sent with the request. Closed and fully required, as strict structured output wants it. */
export const ANSWER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['verdicts', 'summary'],
  properties: {
    verdicts: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['criterionId', 'verdict', 'reasoning', 'evidence'],
        properties: {
          criterionId: { type: 'string' },
          verdict: { type: 'string', enum: ['pass', 'partial', 'fail'] },
          reasoning: { type: 'string' },
          evidence: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['eventId', 'excerpt'],
              properties: { eventId: { type: 'string' }, excerpt: { type: 'string' } },
            },
          },
        },
      },
    },
    summary: { type: 'string' },
  },
} as const;

/** A sample that may count, or what is wrong with the answer. */
export function readAnswer(
  value: unknown,
  criteria: readonly Criterion[],
  events: ReadonlyMap<string, TraceEvent>,
): Outcome<Sample, string> {
  const parsed = answerShape.safeParse(value);
  if (!parsed.success) return failed('the answer does not have the asked form');
  const verdicts = new Map<string, SampleVerdict>();
  for (const { criterionId, verdict, reasoning, evidence } of parsed.data.verdicts) {
    if (verdicts.has(criterionId)) return failed('a criterion is graded twice');
    const kept = evidence.slice(0, MAX_EVIDENCE);
    const problem = evidenceProblem(kept, events);
    if (problem) return failed(`the verdict on criterion ${position(criteria, criterionId)}: ${problem}`);
    verdicts.set(criterionId, { verdict, reasoning: cut(reasoning, MAX_REASONING), evidence: kept.map(shorten) });
  }
  const missing = criteria.find(({ id }) => !verdicts.has(id));
  if (missing) return failed(`criterion ${missing.position} is not graded`);
  if (verdicts.size > criteria.length) return failed('a criterion is graded that was not asked for');
  return ok({ verdicts, summary: cut(parsed.data.summary, MAX_SUMMARY) });
}

const position = (criteria: readonly Criterion[], id: string): string =>
  String(criteria.find((criterion) => criterion.id === id)?.position ?? '?');
const cut = (text: string, maxChars: number): string => text.trim().slice(0, maxChars).toWellFormed();
const shorten = ({ eventId, excerpt }: Evidence): Evidence => ({ eventId, excerpt: cut(excerpt, MAX_EXCERPT) });
