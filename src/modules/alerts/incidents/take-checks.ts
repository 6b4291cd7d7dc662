// Reads the checks of a monitor that a rule has not taken yet, by their numbers.
import { firstNotPassed, outcomesAfter } from '#modules/monitors';
import type { CheckOutcome } from '#modules/monitors';
import type { Tx } from '#platform/db/connect';
import type { Following } from './apply-effects.ts';
import { boundedSentence } from './bounded-sentence.ts';
import type { Taken, Watches } from './taken.ts';
import type { Outcome } from './transition.ts';

const PAGE = 500;

export async function takeChecks(tx: Tx, { rule, object }: Following, { own }: Watches): Promise<Taken> {
  const afterSeq = own.streak ? own.seenSeq : await skipPasses(tx, object.id, own.seenSeq);
  const checks = await outcomesAfter(tx, { orgId: rule.orgId, monitorId: object.id, afterSeq, limit: PAGE });
  const last = checks.at(-1);
  return {
    outcomes: checks.map(outcomeOfCheck),
    watches: last ? [{ ...own, seenSeq: last.seq }] : [],
    isMore: checks.length === PAGE,
  };
}

/** While nothing fails, good checks change nothing, and there may be weeks of them. */
async function skipPasses(tx: Tx, monitorId: string, afterSeq: number): Promise<number> {
  const first = await firstNotPassed(tx, { monitorId, afterSeq });
  return first === undefined ? afterSeq : first - 1;
}

/** `unknown` says nothing about the server, and nothing alerts in maintenance. */
function outcomeOfCheck({ checkId, at, status, reason, message, inMaintenance }: CheckOutcome): Outcome {
  const same = { part: '', ref: checkId, at };
  if (inMaintenance || status === 'unknown') return { ...same, means: 'nothing' };
  if (status === 'pass') return { ...same, means: 'passed' };
  const words = [reason, message].filter((word) => word !== null && word !== '').join(': ');
  return { ...same, means: 'failed', cause: { runId: null, checkId, status, classification: null, message: boundedSentence(words) } };
}
