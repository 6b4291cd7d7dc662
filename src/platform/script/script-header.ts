// Reads the JSDoc block at the start of a script: what the agent wants, in its own words. Pure, linear in the text.
import { FRUSTRATION_LEVELS } from './prepared-script.ts';
import type { ScriptHeader } from './prepared-script.ts';

const MAX_INTENT_CHARS = 500;
const MAX_CONTEXT_CHARS = 2_000;
const TAG = /^@(intent|context|frustration_level)\b(.*)$/s;

/** A missing or empty tag is left out, a longer text is cut, an unknown level is dropped; of a tag said twice the first counts. */
export function readHeader(script: string): ScriptHeader {
  const tags = tagsOf(blockOf(script));
  const intent = cut(tags.get('intent') ?? '', MAX_INTENT_CHARS);
  const context = cut(tags.get('context') ?? '', MAX_CONTEXT_CHARS);
  const frustration = FRUSTRATION_LEVELS.find((level) => level === tags.get('frustration_level')?.toLowerCase());
  return { ...(intent === '' ? {} : { intent }), ...(context === '' ? {} : { context }), ...(frustration ? { frustration } : {}) };
}

function blockOf(script: string): string {
  const start = script.length - script.trimStart().length;
  if (!script.startsWith('/**', start)) return '';
  const end = script.indexOf('*/', start + 3);
  return end === -1 ? '' : script.slice(start + 3, end);
}

function tagsOf(block: string): Map<string, string> {
  const tags = new Map<string, string>();
  let open: string | undefined;
  for (const line of block.split(/\r\n|[\r\n\u2028\u2029]/)) {
    const text = line.trim().replace(/^\*+/, '').trim();
    const [, name, rest = ''] = TAG.exec(text) ?? [];
    if (name !== undefined) {
      open = tags.has(name) ? undefined : name;
      if (open !== undefined) tags.set(open, rest.trim());
    } else if (text.startsWith('@')) open = undefined;
    else if (open !== undefined && text !== '') tags.set(open, `${tags.get(open) ?? ''} ${text}`.trim());
  }
  return tags;
}

/** Neither NUL nor half a character: both cannot be stored. */
const cut = (text: string, maxChars: number): string => text.replaceAll('\0', '').slice(0, maxChars).toWellFormed().trim();
