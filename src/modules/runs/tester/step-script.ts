// The step script: a prompt that says exactly which calls to make, so that no AI is needed (spec 11 §1). Pure.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { parseAnswer } from './script-answer.ts';
import type { AnswerTemplate } from './script-answer.ts';
import { parseArguments } from './script-arguments.ts';
import type { ScriptValue } from './script-arguments.ts';

export interface ScriptStep {
  /** 1-based line of the prompt. */
  readonly line: number;
  /** As written, without white space around it. */
  readonly source: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, ScriptValue>>;
}

export interface StepScript {
  readonly steps: readonly ScriptStep[];
  /** null: the last result's text is the answer. */
  readonly answer: AnswerTemplate | null;
}

/** Longest script; a prompt is never longer. */
const MAX_STEPS = 500;
const FORM = '<n>. call <tool> with <JSON object>';
const ADVICE = `Write each step as "${FORM}" on one line, or choose a model as tester.`;

/** The error is the whole message of the run: `needs a model: line 2 is not a step …`. Never throws. */
export function parseStepScript(prompt: string): Outcome<StepScript, string> {
  const steps: ScriptStep[] = [];
  let answer: AnswerTemplate | null = null;
  for (const [index, raw] of prompt.split(/\r\n|\n|\r/).entries()) {
    const source = raw.trim();
    const line = index + 1;
    if (source === '' || source.startsWith('#')) continue;
    if (answer !== null) return fault(line, 'nothing may follow the line that begins with "answer"');
    if (/^answer(?:\s|$)/.test(source)) {
      const parsed = parseAnswer(source.slice('answer'.length).trim(), { line, steps: steps.length });
      if (!parsed.ok) return fault(line, parsed.error);
      answer = parsed.value;
      continue;
    }
    const step = parseStep(source, line, steps.length + 1);
    if (!step.ok) return step;
    steps.push(step.value);
  }
  return steps.length === 0 ? failed(`needs a model: the prompt has no step. ${ADVICE}`) : ok({ steps, answer });
}

function parseStep(source: string, line: number, expected: number): Outcome<ScriptStep, string> {
  const head = /^(\d{1,4})\.\s+call\s+(\S+)/.exec(source);
  if (!head) return fault(line, quoted(source));
  const [whole, number, tool = ''] = head;
  if (Number(number) !== expected) return fault(line, `its number is ${number}, but ${expected} comes next`);
  if (expected > MAX_STEPS) return fault(line, `a script has at most ${MAX_STEPS} steps`);
  const args = parseRest(source.slice(whole.length).trim(), expected);
  return args.ok ? ok({ line, source, tool, arguments: args.value }) : fault(line, args.error);
}

/** What follows the tool's name: nothing, `with` and an object, and perhaps a comment. */
function parseRest(rest: string, step: number): Outcome<Readonly<Record<string, ScriptValue>>, string> {
  if (rest === '' || rest.startsWith('#')) return ok({});
  const text = /^with\s+(.*)$/s.exec(rest)?.[1];
  return text === undefined
    ? failed(`after the tool's name comes "with" or the end of the line, not ${quoted(rest)}`)
    : parseArguments(text, step);
}

const fault = (line: number, why: string): Outcome<never, string> => failed(`needs a model: line ${line} is not a step: ${why}. ${ADVICE}`);

const MAX_QUOTED = 80;
const quoted = (text: string): string => `"${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text}"`;
