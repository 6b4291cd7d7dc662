// The last line of a step script: text in which `${k.path}` stands for a result.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { problemOfStep } from './script-arguments.ts';
import { parseReference, resolveReference } from './script-reference.ts';
import type { Reference } from './script-reference.ts';

export interface AnswerTemplate {
  readonly line: number;
  readonly parts: readonly (string | Reference)[];
}

/** `steps`: how many steps stand before the answer. */
export function parseAnswer(
  text: string,
  { line, steps }: { readonly line: number; readonly steps: number },
): Outcome<AnswerTemplate, string> {
  if (text === '') return failed('"answer" needs a text');
  const [first = '', ...rest] = text.split('${');
  const parts: (string | Reference)[] = [first];
  for (const piece of rest) {
    const end = piece.indexOf('}');
    const body = piece.slice(0, Math.max(0, end));
    const reference = end < 0 ? undefined : parseReference(body, `\${${body}}`);
    if (reference === undefined) return failed('its answer has a "${" that is not a reference such as "${1.items[0].id}"');
    const problem = problemOfStep(reference, steps + 1);
    if (problem !== undefined) return failed(problem);
    parts.push(reference, piece.slice(end + 1));
  }
  return ok({ line, parts });
}

/** Text stands as it is; anything else as JSON. */
export function renderAnswer({ parts }: AnswerTemplate, results: readonly unknown[]): Outcome<string, string> {
  let text = '';
  for (const part of parts) {
    const value = typeof part === 'string' ? ok(part) : resolveReference(part, results);
    if (!value.ok) return value;
    text += typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
  }
  return ok(text);
}
