// Says what an API answered: JSON, text, nothing, or bytes that are no text. Pure.
import type { Exchanged } from '#platform/http/answer-reader';
import type { OperationAnswer } from './operation-answer.ts';

const MAX_CONTENT_TYPE = 200;
/** Deeper JSON stays text: whoever writes it again would not come to an end. */
const MAX_DEPTH = 200;

export function readAnswer({ status, header, bytes, truncated }: Exchanged): OperationAnswer {
  const contentType = (header('content-type') ?? '').slice(0, MAX_CONTENT_TYPE);
  return { status, contentType, body: bodyOf(bytes, contentType, truncated), bytes: bytes.byteLength, truncated };
}

function bodyOf(bytes: Buffer, contentType: string, truncated: boolean): unknown {
  if (bytes.byteLength === 0) return null;
  const isJson = /^\s*[^;]*\bjson\b/i.test(contentType);
  if (!isJson && !isText(bytes, contentType))
    return `[${bytes.byteLength} bytes of ${contentType === '' ? 'unknown content' : contentType}]`;
  // A character that was cut in two is left out.
  const text = truncated ? decoderOf(contentType).decode(bytes, { stream: true }) : decoded(bytes, contentType);
  return isJson && !truncated ? parsed(text) : text;
}

const TEXT = /^\s*(?:text\/|application\/(?:[^;]*\b(?:xml|yaml|javascript|x-www-form-urlencoded|x-ndjson|graphql)\b))/i;
const NO_TEXT = /^\s*(?:image|audio|video|font)\//i;
/** None of these stands in a text that somebody wrote. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\0-\x08\x0e-\x1a]/;

/** Many APIs send text under names of their own, or as octets. */
function isText(bytes: Buffer, contentType: string): boolean {
  if (TEXT.test(contentType)) return !bytes.subarray(0, 1024).includes(0);
  if (NO_TEXT.test(contentType)) return false;
  try {
    // A character may have been cut in two at the end.
    return !CONTROL.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }));
  } catch {
    // Not UTF-8, so no text.
    return false;
  }
}

const UTF_8 = new TextDecoder();

/** Of a whole body; most are in one charset, whose decoder need not be made each time. */
const decoded = (bytes: Buffer, contentType: string): string =>
  (/charset=/i.test(contentType) ? decoderOf(contentType) : UTF_8).decode(bytes);

function decoderOf(contentType: string): Pick<InstanceType<typeof TextDecoder>, 'decode'> {
  const charset = /;\s*charset="?([\w-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset nobody knows: most of what claims one is UTF-8.
    return new TextDecoder();
  }
}

function parsed(text: string): unknown {
  if (isDeep(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    // It says JSON and is none: the agent sees what it is.
    return text;
  }
}

/** Counts brackets outside of strings, without recursion. */
function isDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString && code === BACKSLASH) index += 1;
    else if (code === QUOTE) isInString = !isInString;
    else if (!isInString && (code === OPEN_OBJECT || code === OPEN_LIST)) depth += 1;
    else if (!isInString && (code === CLOSE_OBJECT || code === CLOSE_LIST)) depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];
