// Reads an uploaded document: JSON as it is, or JSON or YAML text, bounded.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { parseYaml } from '#platform/file-formats/yaml';
import { isObject } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 200;
const YAML_LIMITS = { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH, maxNodes: 5_000_000, maxAliases: 10_000 };
/** JSON with a fault in it is tried as YAML, which is a slow way to learn that it is neither. */
const MAX_YAML_IN_BRACES = 1024 * 1024;

/** The value is the caller's to change. The error is a sentence that never quotes the document. */
export function readDocument(source: unknown): Outcome<JsonObject, string> {
  const read = typeof source === 'string' ? parsedText(source) : cloned(source);
  if (!read.ok) return read;
  if (!isObject(read.value)) return failed('must be an object, as JSON or YAML');
  return isTooDeep(read.value) ? failed(`is nested more than ${MAX_DEPTH} deep`) : ok(read.value);
}

function parsedText(text: string): Outcome<unknown, string> {
  if (text.length > MAX_BYTES) return failed(`is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const json = parsedJson(bare);
  if (json.ok || (/^\s*[{[]/.test(bare) && bare.length > MAX_YAML_IN_BRACES)) return json;
  const yaml = parseYaml(bare, YAML_LIMITS);
  if (yaml.ok) return yaml;
  if (/^\s*[{[]/.test(bare)) return json;
  const { line, column, message } = yaml.error;
  // A sentence of its own; here it is the end of another.
  return failed(`is neither JSON nor YAML (line ${line}, column ${column}): ${message.replace(/\.$/, '')}`);
}

function parsedJson(text: string): Outcome<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    // The engine's message may quote the document; its place does not.
    const place = /\(line \d+ column \d+\)/.exec(error instanceof Error ? error.message : '')?.[0];
    return failed(`is not valid JSON${place === undefined ? '' : ` ${place}`}`);
  }
}

/** Later steps change what they are given in place. */
function cloned(source: unknown): Outcome<unknown, string> {
  try {
    return ok(structuredClone(source));
  } catch {
    // Silence is right: it was no JSON, and that is all there is to say.
    return failed('must be JSON');
  }
}

function isTooDeep(root: unknown): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    const next: unknown[] = [];
    for (const value of level) {
      for (const member of typeof value === 'object' && value !== null ? Object.values(value) : [])
        if (typeof member === 'object' && member !== null) next.push(member);
    }
    level = next;
  }
  return false;
}
