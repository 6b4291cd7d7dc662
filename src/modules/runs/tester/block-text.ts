// Content blocks of a server as text for a model that reads text, and as the data a reference looks into.
import type { ContentBlock } from '#platform/mcp/mcp';

/** All blocks; what is no text leaves a marker that says what it was. */
export const textOfBlocks = (content: readonly ContentBlock[]): string => content.map(textOfBlock).join('\n');

function textOfBlock(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return textField(block, 'text') ?? '';
    case 'image':
    case 'audio':
      return marker(block.type, textField(block, 'mimeType'), textField(block, 'data'));
    case 'resource':
      return textOfResource(block['resource']);
    case 'resource_link':
      return `[link to resource ${textField(block, 'uri') ?? 'without address'}${named(block)}]`;
    default:
      return `[block of type ${block.type}, not shown]`;
  }
}

function textOfResource(resource: unknown): string {
  if (!isRecord(resource)) return '[resource without content]';
  return (
    textField(resource, 'text') ??
    marker(`resource ${textField(resource, 'uri') ?? ''}`.trim(), textField(resource, 'mimeType'), textField(resource, 'blob'))
  );
}

const named = (block: ContentBlock): string => {
  const name = textField(block, 'name');
  return name === undefined ? '' : `, ${name}`;
};

const marker = (what: string, mimeType: string | undefined, base64: string | undefined): string =>
  `[${[what, mimeType, `${Math.floor(((base64?.length ?? 0) * 3) / 4)} bytes`].filter(Boolean).join(', ')}, not shown]`;

/** Text blocks only, joined: what a person would call the result's text. */
export const plainTextOf = (content: readonly ContentBlock[]): string =>
  content
    .map((block) => (block.type === 'text' ? textField(block, 'text') : undefined))
    .filter((text) => text !== undefined)
    .join('\n');

/** What paths into a result are applied to: `structuredContent`, else the first text block parsed as JSON, else `{"text": all text}`. */
export function valueOfResult(content: readonly ContentBlock[], structuredContent: unknown): unknown {
  if (structuredContent !== undefined) return structuredContent;
  const first = content.find(({ type }) => type === 'text');
  const parsed = first === undefined ? undefined : parsedJson(textField(first, 'text') ?? '');
  return parsed === undefined ? { text: plainTextOf(content) } : parsed;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Most texts are no JSON; that is an answer, not an error.
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textField(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
}
