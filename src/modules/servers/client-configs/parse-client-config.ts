// A client's configuration file as entries to add. Pure: what the text says, and never what a variable holds.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { NamedDraft } from './entry-draft.ts';
import { findEntries } from './find-entries.ts';
import { finishEntry } from './finish-entry.ts';
import type { ImportedConfig, ImportEntry } from './imported-entry.ts';
import { readConfigText } from './read-config-text.ts';
import { shortName, uniqueNames } from './unique-names.ts';

export interface ParseOptions {
  readonly fileName?: string | undefined;
  /** Whether programs may be offered as hosted servers. */
  readonly allowStdio: boolean;
  /** Names that are given already. */
  readonly takenNames?: readonly string[] | undefined;
}

/** The error completes the sentence "the text …" and never quotes it. */
export function parseClientConfig(text: string, options: ParseOptions): Outcome<ImportedConfig, string> {
  const fileName = options.fileName ?? '';
  const read = readConfigText(text, fileName);
  if (!read.ok) return read;
  const { format, drafts, leftOut } = findEntries(read.value, fileName);
  if (drafts.length === 0)
    return failed('names no MCP servers: nothing stands under mcpServers, servers, mcp_servers, mcp, extensions or remotes');
  const unique = uniqueNames(options.takenNames ?? []);
  const entries = drafts.map(({ name, source, draft }) => {
    const wanted = shortName(name === '' ? hostOf(draft) : name);
    const isOffered = draft.kind === 'remote' || (draft.kind === 'program' && options.allowStdio);
    return finishEntry(draft, { name: isOffered ? unique(wanted) : wanted, source, allowStdio: options.allowStdio });
  });
  const warnings = leftOut === 0 ? [] : [`${leftOut} more entries are left out; import the file in parts.`];
  return ok({ format, entries: withoutRepeats(entries), warnings });
}

/** A single entry without a name goes by where it is. */
const hostOf = (draft: NamedDraft['draft']): string =>
  draft.kind === 'remote' ? (/^https?:\/\/([^/?#:@]+)(?=[/?#:]|$)/i.exec(draft.url)?.[1] ?? 'server') : 'server';

/** The same server in two projects of one file is added once. */
function withoutRepeats(entries: readonly ImportEntry[]): ImportEntry[] {
  const seen = new Map<string, string>();
  return entries.map((entry) => {
    if (entry.request === null) return entry;
    const { name: _name, ...request } = entry.request;
    const key = JSON.stringify(request);
    const first = seen.get(key);
    seen.set(key, first ?? entry.name);
    return first === undefined ? entry : { ...entry, request: null, skipped: `is the same as ${first}` };
  });
}
