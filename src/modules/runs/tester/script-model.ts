// The step script as a model: it plays its steps through the same loop, policy, limits and trace as a model does. No AI.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Message, Model, ModelFailure, Step } from '#platform/llm/model';
import type { Catalog, CatalogTool } from '#platform/mcp/mcp';
import { faultOfScript } from './check-script.ts';
import { offeredTools } from './offered-tools.ts';
import { renderAnswer } from './script-answer.ts';
import { resolveArguments } from './script-arguments.ts';
import { parseStepScript } from './step-script.ts';
import type { ScriptStep, StepScript } from './step-script.ts';

const SCRIPT_MODEL_ID = 'script/steps';

/**
 * `script` is the workflow's prompt. A prompt that is no script, or does not fit the catalog, fails the first step, before
 * any call. The first kind of failure has `needsModel`; the second is a fact about script and server.
 */
export function createScriptModel({ script, catalog }: { readonly script: string; readonly catalog: Catalog }): Model {
  const checked = checkedScript(script, catalog);
  return {
    id: SCRIPT_MODEL_ID,
    step: (request) => Promise.resolve(checked.ok ? nextStep(checked.value, resultsOf(request.messages)) : checked),
    answerJson: () => Promise.resolve(failed({ kind: 'other', message: 'A step script cannot judge: choose a model as judge.' })),
  };
}

function checkedScript(script: string, catalog: Catalog): Outcome<StepScript, ModelFailure> {
  const parsed = parseStepScript(script);
  if (!parsed.ok) return failed({ kind: 'bad_answer', message: parsed.error, needsModel: true });
  const fault = faultOfScript(parsed.value, callable(catalog));
  return fault === undefined ? parsed : failed({ kind: 'bad_answer', message: fault });
}

/** The blocked ones too: that a call is stopped is what a script may want to show. */
function callable(catalog: Catalog): ReadonlyMap<string, CatalogTool> {
  const { tools, offers, helpers } = offeredTools(catalog, {});
  return new Map<string, CatalogTool>([
    ...tools,
    ...offers.filter(({ name }) => helpers.has(name)).map((offer) => [offer.name, { ...offer }] as const),
  ]);
}

interface PlainResult {
  readonly value: unknown;
  readonly text: string;
}

/** The conversation itself is the state: as many steps are done as results stand in it. */
const resultsOf = (messages: readonly Message[]): PlainResult[] =>
  messages.flatMap((message) => (message.role === 'tool' ? [message.plain ?? { value: { text: message.text }, text: message.text }] : []));

function nextStep(script: StepScript, results: readonly PlainResult[]): Outcome<Step, ModelFailure> {
  const step = script.steps[results.length];
  return step ? callOf(step, results) : answerOf(script, results);
}

function callOf(step: ScriptStep, results: readonly PlainResult[]): Outcome<Step, ModelFailure> {
  const args = resolveArguments(
    step.arguments,
    results.map(({ value }) => value),
  );
  if (!args.ok) return diverged(step.line, args.error);
  const toolUses = [{ id: `step-${results.length + 1}`, name: step.tool, arguments: args.value }];
  return ok({ ...FREE, text: step.source, toolUses, stopReason: 'tool_calls' });
}

function answerOf({ answer }: StepScript, results: readonly PlainResult[]): Outcome<Step, ModelFailure> {
  const text =
    answer === null
      ? ok(results.at(-1)?.text ?? '')
      : renderAnswer(
          answer,
          results.map(({ value }) => value),
        );
  return text.ok ? ok({ ...FREE, text: text.value, toolUses: [], stopReason: 'stop' }) : diverged(answer?.line ?? 0, text.error);
}

const diverged = (line: number, why: string): Outcome<never, ModelFailure> =>
  failed({ kind: 'bad_answer', message: `line ${line}: ${why}` });

/** No request is made, so nothing is paid. */
const FREE = { tokensIn: 0, tokensOut: 0, costUsd: 0, latencyMs: 0 } as const;
