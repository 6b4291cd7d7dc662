// Whether a model can call a tool at all: asked before a model behind a base URL is saved.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Model, ModelFailure, Step, StepRequest } from './model.ts';

const PREFLIGHT_TIMEOUT_MS = 60_000;
const TOOL = 'report_word';
const WORD = 'armature';

export async function askForToolCall(model: Model, signal: AbortSignal): Promise<Outcome<{ latencyMs: number }, ModelFailure>> {
  const step = await model.step(question(signal));
  if (!step.ok) return step;
  const problem = problemOf(step.value);
  return problem === undefined ? ok({ latencyMs: step.value.latencyMs }) : failed({ kind: 'bad_answer', message: `${problem} ${ADVICE}` });
}

const ADVICE = 'A tester needs a model that calls tools: choose one that does, and check that its server has tool calling switched on.';

const question = (signal: AbortSignal): StepRequest => ({
  instructions: 'You are checked for tool calling. Answer with a tool call, not with text.',
  messages: [{ role: 'user', text: `Call the tool ${TOOL} with the word "${WORD}".` }],
  tools: [
    {
      name: TOOL,
      description: 'Takes one word.',
      inputSchema: { type: 'object', properties: { word: { type: 'string', description: 'The word to report.' } }, required: ['word'] },
    },
  ],
  timeoutMs: PREFLIGHT_TIMEOUT_MS,
  // A person waits for the answer and can try again.
  maxTries: 1,
  signal,
});

function problemOf(step: Step): string | undefined {
  const use = step.toolUses[0];
  if (step.stopReason === 'refusal') return 'The model refused to make one tool call.';
  if (use === undefined) return 'Asked for one tool call, the model answered with text.';
  if (use.name !== TOOL) return 'Asked for one tool call, the model called a tool that was not offered.';
  if (use.malformed !== undefined) return 'Asked for one tool call, the model sent arguments that are not a JSON object.';
  const { word } = use.arguments as { readonly word?: unknown };
  return typeof word === 'string' ? undefined : 'Asked for one tool call, the model left out its required argument.';
}
