// Decides the assertions of a monitor on one result (spec 03 §2). Pure.
import { compileJsonPath } from '#platform/match/jsonpath';
import { problemOfValue, problemUnderSchema } from '#platform/match/value-test';
import type { Assertion, FailedAssertion } from '../monitor.ts';

export interface Asserted {
  /** What the result is looked at as. */
  readonly subject: unknown;
  /** Of the call alone. */
  readonly latencyMs: number;
  /** Quotes a value of the server in a message. */
  readonly show: (value: unknown) => string;
  /** Each assertion is bounded in itself; many together would hold up every other check. */
  readonly isTimeUp: () => boolean;
}

const NO_TIME = 'it was not looked at, because those before it took too long on this answer';

/** The first one that does not hold, or null. */
export function firstFailed(assertions: readonly Assertion[], asserted: Asserted): FailedAssertion | null {
  for (const [index, assertion] of assertions.entries()) {
    const message = asserted.isTimeUp() ? NO_TIME : problemOf(assertion, asserted);
    if (message !== undefined) return { index, kind: assertion.kind, message };
  }
  return null;
}

function problemOf(assertion: Assertion, { subject, latencyMs, show }: Asserted): string | undefined {
  switch (assertion.kind) {
    case 'max_latency_ms':
      return latencyMs <= assertion.ms ? undefined : `the call took ${latencyMs} ms, more than ${assertion.ms} ms`;
    case 'json_schema': {
      const problem = problemUnderSchema(assertion.schema, subject);
      return problem === undefined ? undefined : `the result ${problem}`;
    }
    case 'jsonpath': {
      const path = compileJsonPath(assertion.path);
      // Saved paths compiled once; one that no longer does selects nothing.
      const [first, ...others] = path.ok ? path.value.query(subject).map((value) => ({ value })) : [];
      if (!first) return `nothing stands at ${assertion.path}`;
      const problem = problemOfValue(assertion, first.value, show);
      return problem && `${others.length === 0 ? 'the value' : 'the first value'} at ${assertion.path} ${problem}`;
    }
  }
}
