// Text and content bounded in bytes, with a mark where something was cut.
import type { ContentBlock } from '#platform/mcp/mcp';

/** Most of a result that is kept in the trace; the tester may be given less. */
const MAX_TRACE_BYTES = 1_048_576;

export interface CutText {
  readonly text: string;
  readonly isCut: boolean;
}

/** At most `maxBytes` of UTF-8, never half a character; a cut is said in a last line, which comes on top. */
export function cutText(text: string, maxBytes: number): CutText {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.byteLength <= maxBytes) return { text, isCut: false };
  // `stream` drops a character that is not complete at the cut.
  const kept = new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });
  return { text: `${kept}\n[cut: ${maxBytes} of ${bytes.byteLength} bytes are shown]`, isCut: true };
}

interface Kept {
  readonly content: ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isCut: boolean;
}

/** What of a result goes into the trace: all of it up to the bound, then text cut and larger parts named only. */
export function keptForTrace(content: readonly ContentBlock[], structuredContent: unknown, maxBytes: number = MAX_TRACE_BYTES): Kept {
  const structured = structuredContent === undefined ? {} : { structuredContent };
  if (jsonBytes(content) + jsonBytes(structured) <= maxBytes) return { content: [...content], ...structured, isCut: false };
  let left = maxBytes;
  const kept = content.map((block): ContentBlock => {
    const size = jsonBytes(block);
    const fits = size <= left;
    const cut = fits ? block : cutBlock(block, size, left);
    left = Math.max(0, left - Math.min(size, left));
    return cut;
  });
  return { content: kept, ...(jsonBytes(structured) <= left ? structured : {}), isCut: true };
}

const cutBlock = (block: ContentBlock, size: number, left: number): ContentBlock =>
  block.type === 'text' && typeof block['text'] === 'string'
    ? { ...block, text: cutText(block['text'], left).text }
    : { type: 'text', text: `[block of type ${block.type}, ${size} bytes, not kept]` };

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8');
