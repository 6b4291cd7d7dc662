// A result as the tester sees it: text, cut to its limit, fenced as data; and plain, for a step script.
import { isDeepStrictEqual } from 'node:util';
import type { Message } from '#platform/llm/model';
import { parsedJson, plainTextOf, textOfBlocks, valueOfResult } from './block-text.ts';
import type { CallAnswer } from './call-answer.ts';
import { cutText } from './cut-text.ts';
import { fenced } from './tester-instructions.ts';

type ToolMessage = Extract<Message, { role: 'tool' }>;

export interface ShownResult {
  readonly text: string;
  readonly plain: NonNullable<ToolMessage['plain']>;
  readonly isCut: boolean;
}

export interface Showing {
  /** Tool or resource, for the first line of the fence. */
  readonly source: string;
  readonly maxBytes: number;
  readonly mark: string;
}

export function shownResult(answer: CallAnswer, { source, maxBytes, mark }: Showing): ShownResult {
  const whole = answer.problem ?? fullText(answer);
  const { text, isCut } = cutText(whole, maxBytes);
  const what = `${source} ${answer.isError ? 'error' : 'result'}`;
  return { text: text === '' ? `${source} returned no content.` : fenced(text, what, mark), plain: plainResult(answer, maxBytes), isCut };
}

function plainResult(answer: CallAnswer, maxBytes: number): ShownResult['plain'] {
  if (answer.problem !== undefined) return { value: { text: answer.problem }, text: answer.problem };
  const ownText = plainTextOf(answer.content);
  const text = ownText === '' && answer.structuredContent !== undefined ? JSON.stringify(answer.structuredContent) : ownText;
  return { value: valueOfResult(answer.content, answer.structuredContent), text: cutText(text, maxBytes).text };
}

/** Structured content is added where the text does not already say the same. */
export function fullText({ content, structuredContent }: Pick<CallAnswer, 'content' | 'structuredContent'>): string {
  const text = textOfBlocks(content);
  if (structuredContent === undefined || isDeepStrictEqual(parsedJson(text), structuredContent)) return text;
  const json = JSON.stringify(structuredContent);
  return text === '' ? json : `${text}\nStructured content: ${json}`;
}
