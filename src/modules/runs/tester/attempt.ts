// The state of one attempt while it runs: the conversation, what is used up, and the ordered way into the trace.
import { randomBytes } from 'node:crypto';
import { startTimeLimit } from '#platform/llm/time-limit';
import type { TimeLimit } from '#platform/llm/time-limit';
import type { Message } from '#platform/llm/model';
import { NOTHING_USED, limitMessage } from './budget.ts';
import type { ReachedLimit } from './budget.ts';
import { offeredTools } from './offered-tools.ts';
import type { Offer } from './offered-tools.ts';
import type { AppendEvent, TesterError, TesterInput, TesterTotals } from './tester.ts';

/** How an attempt ends. `limit` is set when a limit ended it. */
export type End = { readonly finalAnswer: string } | { readonly error: TesterError; readonly limit?: ReachedLimit | undefined };

export interface Attempt {
  readonly input: TesterInput;
  readonly offer: Offer;
  readonly time: TimeLimit;
  /** Marks data lines; the server cannot know it. */
  readonly mark: string;
  readonly messages: Message[];
  readonly append: AppendEvent;
  totals: TesterTotals;
}

const MARK_BYTES = 6;

export function startAttempt(input: TesterInput): Attempt {
  return {
    input,
    offer: offeredTools(input.catalog, input.spec.toolPolicy),
    time: startTimeLimit(input.clock, input.deadline.getTime() - input.clock.now().getTime(), input.signal),
    mark: randomBytes(MARK_BYTES).toString('hex'),
    messages: [{ role: 'user', text: input.spec.testerPrompt }],
    append: inOrder(input.append),
    totals: NOTHING_USED,
  };
}

/** Events are stored in the order they happened, also those a server sends in between. */
function inOrder(append: AppendEvent): AppendEvent {
  let last: Promise<unknown> = Promise.resolve();
  return (type, data) => {
    const stored = last.then(() => append(type, data));
    // The one who appended sees the failure; the next event must not wait for ever.
    last = stored.catch(() => undefined);
    return stored;
  };
}

/** Why the attempt may not go on: cancelled, or out of time. */
export function stopOf({ input, time }: Attempt): End | undefined {
  if (input.signal.aborted) return { error: { kind: 'cancelled', message: 'The run was cancelled.' } };
  if (!time.isOver && time.leftMs() > 0) return undefined;
  const limit: ReachedLimit = { limit: 'timeoutSeconds', value: input.limits.timeoutSeconds };
  return { error: { kind: 'timeout', message: limitMessage(limit) }, limit };
}

export const overBudget = (limit: ReachedLimit): End => ({ error: { kind: 'budget', message: limitMessage(limit) }, limit });
