// Looks at what a tool answered: its output schema, then the assertions in their order, and what of it is kept. Pure.
import { resultSubject } from '#platform/match/result-subject';
import { shownValue } from '#platform/match/shown-value';
import type { CatalogTool } from '#platform/mcp/mcp';
import type { Redactor } from '#platform/secrets/redact';
import type { FailedAssertion, MonitorSpec } from '../monitor.ts';
import { firstFailed } from './assertions.ts';
import { PASSED } from './classify-check.ts';
import type { CheckVerdict } from './classify-check.ts';
import { judgeOutput } from './output-schema.ts';
import { cleanValue, resultExcerpt } from './result-excerpt.ts';
import type { ShownResult } from './result-excerpt.ts';

export interface Answered {
  readonly subject: Pick<MonitorSpec, 'assertions' | 'validateOutputSchema'>;
  readonly tool: CatalogTool | undefined;
  readonly latencyMs: number;
  readonly answer: ShownResult;
  readonly redactor: Redactor;
  /** See Asserted. */
  readonly isTimeUp: () => boolean;
}

export interface JudgedAnswer extends CheckVerdict {
  readonly failedAssertion: FailedAssertion | null;
  readonly resultExcerpt: string | null;
}

/** `verdict`: of the call itself. Only an answer that is good so far is looked at further. */
export function judgeAnswer(verdict: CheckVerdict, answered: Answered): JudgedAnswer {
  const excerpt = resultExcerpt(answered.answer, answered.redactor);
  const further = verdict.status === 'pass' ? furtherVerdict(answered) : verdict;
  return { failedAssertion: null, ...further, resultExcerpt: excerpt };
}

function furtherVerdict({
  subject,
  tool,
  latencyMs,
  answer,
  redactor,
  isTimeUp,
}: Answered): CheckVerdict & { failedAssertion?: FailedAssertion } {
  const output = subject.validateOutputSchema ? judgeOutput(tool, answer.structuredContent) : {};
  if (output.fault !== undefined) return { status: 'fail', reason: 'output_schema', message: output.fault };
  const show = (value: unknown): string => shownValue(cleanValue(value, redactor));
  const failedAssertion = firstFailed(subject.assertions, { subject: resultSubject(answer), latencyMs, show, isTimeUp });
  if (!failedAssertion) return { ...PASSED, message: output.note ?? null };
  const place = `Assertion ${failedAssertion.index + 1} of ${subject.assertions.length}`;
  return { status: 'fail', reason: 'assertion', message: `${place} does not hold: ${failedAssertion.message}.`, failedAssertion };
}
