// What answers of an organization's endpoints must not hold.
import type { Deps } from '#platform/ctx';
import { redactorOf } from '#platform/secrets/kept-redactor';
import type { AnswerRedaction } from './answer-of.ts';

/** A secret may be written in six characters for each of its own, as JSON in JSON does. */
const LONGEST_SPELLING = 6;

export async function answerRedaction({ vault }: Pick<Deps, 'vault'>, orgId: string): Promise<AnswerRedaction> {
  const values = await vault.valuesOf(orgId);
  const longest = values.reduce((most, value) => Math.max(most, value.length), 0);
  return { redactor: await redactorOf(vault, orgId, { keepsBodies: true }), longestSecret: longest * LONGEST_SPELLING };
}
