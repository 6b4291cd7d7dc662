// Reads a criterion's sentence back into a check, only when it parses exactly (spec 11 §1, Convert to check). Nothing is guessed.
import { checkInput } from './check-input.ts';
import type { Check } from './workflow.ts';

const MAX_SENTENCE = 2000;

type Groups = Readonly<Record<string, string | undefined>>;
interface Form {
  readonly pattern: RegExp;
  /** The parts as an unchecked check; undefined when a part is no JSON. */
  readonly build: (groups: Groups) => Record<string, unknown> | undefined;
}

/** A JSON string, or a bare name as people type it. */
const NAME = String.raw`(?:"(?:[^"\\]|\\.)*"|[A-Za-z0-9_](?:[A-Za-z0-9_.:/-]*[A-Za-z0-9_])?)`;
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const form = (pattern: string, build: Form['build']): Form => ({ pattern: new RegExp(`^${pattern}$`, 'su'), build });

const FORMS: readonly Form[] = [
  form(String.raw`The agent calls (?<tool>${NAME}) (?<times>[a-z0-9 ]+?)(?: with arguments (?<args>\{.*\}))?`, calledCheck),
  form(`The agent never calls (?<tool>${NAME})`, ({ tool }) => ({ kind: 'tool_not_called', tool: nameOf(tool) })),
  form(`The agent first calls (?<tools>${NAME}(?:, then ${NAME})+)`, orderCheck),
  form('No tool call fails', () => ({ kind: 'no_tool_errors' })),
  form(
    String.raw`(?<which>The last result|At least one result|Every result) of (?<tool>${NAME})(?: at (?<path>${TEXT}))? (?<test>.+)`,
    resultCheck,
  ),
  form(`The final answer contains (?<text>${TEXT})`, ({ text }) => ({ kind: 'final_answer', contains: json(text) })),
  form('The final answer (?<test>.+)', ({ test }) => withTest({ kind: 'final_answer' }, test)),
  form(String.raw`The whole run takes at most (?<ms>\d+) ms`, ({ ms }) => ({ kind: 'max_latency_ms', ms: Number(ms), run: true })),
  form(String.raw`Every call of (?<tool>${NAME}) takes at most (?<ms>\d+) ms`, ({ tool, ms }) => ({
    kind: 'max_latency_ms',
    ms: Number(ms),
    tool: nameOf(tool),
  })),
  form(String.raw`The run makes at most (?<max>\d+) tool calls`, ({ max }) => ({ kind: 'max_tool_calls', max: Number(max) })),
  form(String.raw`The run takes at most (?<max>\d+) steps`, ({ max }) => ({ kind: 'max_steps', max: Number(max) })),
  form(String.raw`The run uses at most (?<max>\d+) tokens`, ({ max }) => ({ kind: 'max_tokens', max: Number(max) })),
  form(String.raw`The run costs at most \$(?<max>\d+(?:\.\d+)?(?:e-?\d+)?)`, ({ max }) => ({ kind: 'max_cost_usd', max: Number(max) })),
];

/** The check that `text` says, in the words of checkSentence (a closing full stop is allowed); undefined for any other text. */
export function parseSentence(text: string): Check | undefined {
  if (text.length > MAX_SENTENCE * 2) return undefined;
  const sentence = text.trim();
  return readSentence(sentence) ?? (sentence.endsWith('.') ? readSentence(sentence.slice(0, -1)) : undefined);
}

function readSentence(sentence: string): Check | undefined {
  for (const { pattern, build } of FORMS) {
    const match = pattern.exec(sentence);
    const draft = match && build(match.groups ?? {});
    const parsed = draft && checkInput.safeParse(draft);
    if (parsed?.success === true) return parsed.data;
  }
  return undefined;
}

function calledCheck({ tool, times = '', args }: Groups): Record<string, unknown> | undefined {
  const range = rangeOf(times);
  if (!range) return undefined;
  return { kind: 'tool_called', tool: nameOf(tool), ...range, ...(args === undefined ? {} : { argsMatch: json(args) }) };
}

function rangeOf(times: string): { min?: number; max?: number } | undefined {
  if (times === 'at least once') return {};
  if (times === 'exactly once') return { max: 1 };
  const [, atLeast, exactly, from, to] = /^(?:at least (\d+) times|exactly (\d+) times|(\d+) to (\d+) times)$/.exec(times) ?? [];
  if (atLeast !== undefined) return minOf(Number(atLeast));
  if (exactly !== undefined) return { ...minOf(Number(exactly)), max: Number(exactly) };
  return from === undefined || to === undefined ? undefined : { ...minOf(Number(from)), max: Number(to) };
}

/** 1 is the default and is left out. */
const minOf = (min: number): { min?: number } => (min === 1 ? {} : { min });

function orderCheck({ tools = '' }: Groups): Record<string, unknown> {
  const names = tools.matchAll(new RegExp(`(?:^|, then )(${NAME})`, 'gu'));
  return { kind: 'tool_order', tools: Array.from(names, ([, tool]) => nameOf(tool)) };
}

function resultCheck({ which, tool, path, test }: Groups): Record<string, unknown> | undefined {
  return withTest(
    {
      kind: 'tool_result',
      tool: nameOf(tool),
      ...(path === undefined ? {} : { jsonpath: json(path) }),
      ...(which === 'At least one result' ? { which: 'any' } : which === 'Every result' ? { which: 'all' } : {}),
    },
    test,
  );
}

function withTest(check: Record<string, unknown>, test = ''): Record<string, unknown> | undefined {
  const [, verb, value] = /^(equals|matches|fits the JSON Schema) (.+)$/su.exec(test) ?? [];
  const parsed = json(value);
  if (parsed === undefined) return undefined;
  return { ...check, [verb === 'equals' ? 'equals' : verb === 'matches' ? 'matches' : 'schema']: parsed };
}

const nameOf = (written: string | undefined): unknown => (written?.startsWith('"') ? json(written) : written);

/** undefined for what is no JSON: the sentence then is not a check. */
function json(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // People's text: no JSON here only means that this is an ordinary sentence.
    return undefined;
  }
}
