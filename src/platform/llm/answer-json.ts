// One structured answer: through the provider's JSON Schema mode, or plain JSON where a server has none.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { compileSchema } from '#platform/match/json-schema';
import type { LlmDoors } from './llm-doors.ts';
import { generate } from './generate.ts';
import type { Generated, Sdk } from './generate.ts';
import { jsonOf } from './json-text.ts';
import type { JsonAnswer, Model, ModelFailure, ModelRef } from './model.ts';
import { usageOf } from './prices.ts';
import type { SendFailure } from './send.ts';
import { spanned } from './span.ts';

/** `schema`: the provider is given the schema. `plain`: the schema stands in the instructions. */
export type JsonMode = 'schema' | 'plain';

type JsonRequest = Parameters<Model['answerJson']>[0] & { readonly mode: JsonMode };

/** The mode that worked is returned, so that a server without JSON Schema is asked for it once only. */
interface Answered {
  readonly outcome: Outcome<JsonAnswer, ModelFailure>;
  readonly mode: JsonMode;
}

export async function answerJson(doors: LlmDoors, ref: ModelRef, request: JsonRequest): Promise<Answered> {
  let mode = request.mode;
  const outcome = await spanned(doors, ref, async () => {
    const first = await ask(doors, ref, request);
    if (first.ok || mode === 'plain' || !isSchemaModeRefused(ref, first.error)) return first;
    mode = 'plain';
    return ask(doors, ref, { ...request, mode });
  });
  return { outcome, mode };
}

/** How servers that do not know `response_format: json_schema` answer. */
const REFUSED_STATUS: ReadonlySet<number> = new Set([400, 415, 422, 501]);

const isSchemaModeRefused = (ref: ModelRef, failure: SendFailure): boolean =>
  (ref.provider === 'openai-compatible' || ref.baseUrl !== undefined) &&
  failure.httpStatus !== undefined &&
  REFUSED_STATUS.has(failure.httpStatus);

async function ask(doors: LlmDoors, ref: ModelRef, request: JsonRequest): Promise<Outcome<JsonAnswer, SendFailure>> {
  const isPlain = request.mode === 'plain';
  const sent = await generate(doors, ref, {
    request: { ...request, tools: [] },
    read: textAnswer,
    instructions: isPlain ? withSchema(request) : undefined,
    output: isPlain ? undefined : (sdk) => sdk.Output.object({ schema: sdk.jsonSchema({ ...request.schema }), name: request.schemaName }),
  });
  if (!sent.ok) return sent;
  const { text, finishReason, tokensIn, tokensOut } = sent.value.value;
  const usage = usageOf(ref.price, tokensIn, tokensOut);
  if (finishReason === 'content-filter') return failed({ kind: 'refused', message: 'The model refused to answer.', usage });
  const value = checked(jsonOf(text), request.schema);
  return value.ok
    ? ok({ value: value.value, latencyMs: sent.value.latencyMs, ...usage })
    : failed({ kind: 'bad_answer', message: value.error, usage });
}

interface TextAnswer {
  readonly text: string;
  readonly finishReason: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** The library throws for text that is not JSON; the text itself is wanted, to say what is wrong and to count what it cost. */
async function textAnswer(generated: Promise<Generated>, sdk: Sdk): Promise<TextAnswer> {
  try {
    const { text, finishReason, usage } = await generated;
    return { text, finishReason, tokensIn: usage.inputTokens ?? 0, tokensOut: usage.outputTokens ?? 0 };
  } catch (error) {
    if (!sdk.NoObjectGeneratedError.isInstance(error)) throw error;
    const { text = '', finishReason = 'other', usage } = error;
    return { text, finishReason, tokensIn: usage?.inputTokens ?? 0, tokensOut: usage?.outputTokens ?? 0 };
  }
}

function checked(value: Outcome<unknown, string>, schema: Readonly<Record<string, unknown>>): Outcome<unknown, string> {
  if (!value.ok) return value;
  const compiled = compileSchema(schema);
  const problem = compiled.ok ? compiled.value.validate(value.value) : undefined;
  return problem === undefined ? value : failed(`The model's JSON does not have the asked form: ${problem}`);
}

const withSchema = ({ instructions, schema }: JsonRequest): string =>
  `${instructions}\n\nAnswer with one JSON value and nothing else: no words before or after it. It must be valid against this JSON Schema:\n${JSON.stringify(schema)}`;
