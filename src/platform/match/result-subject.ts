// What checks and assertions look at in the result of a tool (spec 02 §3). Pure.
import { isObject } from './json-equality.ts';

export interface ToolAnswer {
  readonly structuredContent?: unknown;
  /** Content blocks as the server sent them. */
  readonly content: readonly unknown[];
}

/** `structuredContent`, else the first text block parsed as JSON, else `{"text": all text}`. */
export function resultSubject({ structuredContent, content }: ToolAnswer): unknown {
  if (structuredContent !== undefined) return structuredContent;
  const texts = textBlocks(content);
  try {
    return JSON.parse(texts[0] ?? '') as unknown;
  } catch {
    // Most tools answer in plain text: that is no fault, the text itself is looked at.
    return { text: texts.join('\n') };
  }
}

export const textBlocks = (content: readonly unknown[]): string[] =>
  content.flatMap((block) => (isObject(block) && block['type'] === 'text' && typeof block['text'] === 'string' ? block['text'] : []));
