// Sentences that say exactly what a check can decide; anything else is left to a judge.
import type { Check } from '../api/workflows.ts';

const TOOL = '[`"“]?([A-Za-z0-9_./:-]{1,128})[`"”]?';

interface Pattern {
  readonly pattern: RegExp;
  readonly check: (groups: readonly string[]) => Check;
}

const PATTERNS: readonly Pattern[] = [
  { pattern: sentence('no tool (?:call )?(?:returns|returned) an error'), check: () => ({ kind: 'no_tool_errors' }) },
  { pattern: sentence('there (?:are|were) no tool errors'), check: () => ({ kind: 'no_tool_errors' }) },
  { pattern: sentence(`(?:the tool )?${TOOL} (?:is|was) (?:not|never) called`), check: ([tool]) => ({ kind: 'tool_not_called', tool }) },
  { pattern: sentence(`(?:the tool )?${TOOL} (?:is|was) called exactly once`), check: ([tool]) => ({ kind: 'tool_called', tool, min: 1, max: 1 }) },
  {
    pattern: sentence(`(?:the tool )?${TOOL} (?:is|was) called (exactly|at least) (\\d{1,3}) times`),
    check: ([tool, how, count]) => ({ kind: 'tool_called', tool, min: Number(count), ...(how === 'exactly' ? { max: Number(count) } : {}) }),
  },
  { pattern: sentence(`(?:the tool )?${TOOL} (?:is|was) called(?: at least once)?`), check: ([tool]) => ({ kind: 'tool_called', tool }) },
  { pattern: sentence('the final answer contains ["“](.{1,500})["”]'), check: ([contains]) => ({ kind: 'final_answer', contains }) },
  { pattern: sentence('at most (\\d{1,4}) tool calls (?:are|were) made'), check: ([max]) => ({ kind: 'max_tool_calls', max: Number(max) }) },
  { pattern: sentence('the run (?:takes|took) at most (\\d{1,7}) ms'), check: ([ms]) => ({ kind: 'max_latency_ms', ms: Number(ms), run: true }) },
];

function sentence(body: string): RegExp {
  return new RegExp(`^${body}[.]?$`, 'i');
}

/** The check a sentence parses into exactly, or undefined. A tool must be one of the catalog's. */
export function parseCriterion(text: string, tools: readonly string[]): Check | undefined {
  for (const { pattern, check } of PATTERNS) {
    const match = pattern.exec(text.trim());
    if (!match) continue;
    const found = check(match.slice(1));
    if (found.tool === undefined || tools.includes(found.tool)) return found;
  }
  return undefined;
}
