// The text of a configuration file as plain JSON, whichever of the three syntaxes it is written in.
import { failed } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { FormatFault } from '#platform/file-formats/format-fault';
import { parseJsonc } from '#platform/file-formats/jsonc';
import { parseToml } from '#platform/file-formats/toml';
import { parseYaml } from '#platform/file-formats/yaml';

type Syntax = 'json' | 'toml' | 'yaml';

/** A client that keeps its history beside its servers has a large file. */
export const MAX_TEXT_BYTES = 1024 * 1024;
/** The other two are read slower, and nobody's history is kept in them. */
const MAX_SLOW_BYTES = 128 * 1024;

/** The error completes the sentence "the text …". */
export function readConfigText(text: string, fileName: string): Outcome<unknown, string> {
  const syntax = syntaxOf(text, fileName);
  const read = readAs(syntax, text);
  return read.ok
    ? read
    : failed(`cannot be read as ${syntax.toUpperCase()}, line ${read.error.line}, column ${read.error.column}: ${read.error.message}`);
}

function readAs(syntax: Syntax, text: string): Outcome<unknown, FormatFault> {
  switch (syntax) {
    case 'json':
      return parseJsonc(text, { maxBytes: MAX_TEXT_BYTES, maxNodes: 200_000 });
    case 'toml':
      return parseToml(text, { maxBytes: MAX_SLOW_BYTES, maxNodes: 20_000 });
    case 'yaml':
      return parseYaml(text, { maxBytes: MAX_SLOW_BYTES, maxNodes: 20_000 });
  }
}

const BY_EXTENSION: Readonly<Record<string, Syntax>> = { json: 'json', jsonc: 'json', toml: 'toml', yaml: 'yaml', yml: 'yaml' };

/** By the name of the file, else by how its first line that says something begins. */
function syntaxOf(text: string, fileName: string): Syntax {
  const named = BY_EXTENSION[fileName.toLowerCase().split('.').pop() ?? ''];
  if (named) return named;
  const first = /^\ufeff?(?:\s*(?:#[^\n]*)?\n)*\s*(.*)/.exec(text.slice(0, 65_536))?.[1] ?? '';
  if (/^(?:\{|\/\/|\/\*|"|\[\s*[{\]])/.test(first)) return 'json';
  return /^\[|^[\w."-]+\s*=/.test(first) ? 'toml' : 'yaml';
}
