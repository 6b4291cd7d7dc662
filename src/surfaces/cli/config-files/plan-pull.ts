// Decides what each file says after a pull, and what goes into which file. Pure.
import { isDeepStrictEqual } from 'node:util';
import { isRecord, LISTS } from './config-file.ts';
import type { ConfigFile, Document, FileEntry, ListName, Lists } from './config-file.ts';
import { mergeExport } from './merge-export.ts';

export interface PullTerms {
  readonly document: Document;
  readonly defaults: { readonly [Name in ListName]: unknown };
  /** As `<list> <key>`: the file says what the instance has, in whatever words. */
  readonly same: ReadonlySet<string>;
}

export interface PulledFile {
  readonly file: ConfigFile;
  readonly value: unknown;
}

export interface PullPlan {
  /** Files that say something else afterwards. */
  readonly changed: readonly PulledFile[];
  /** What no file has yet. */
  readonly added: Lists;
  /** As `<list> <key>`: what was in a file and is not on the instance. */
  readonly removed: readonly string[];
}

export function planPull(files: readonly ConfigFile[], { document, defaults, same }: PullTerms): PullPlan {
  const removed: string[] = [];
  const known = new Set<string>();
  const changed = files.flatMap((file) => {
    const value: Record<string, unknown> = isRecord(file.value) ? { ...file.value } : {};
    for (const name of LISTS) {
      if (!Array.isArray(value[name])) continue;
      value[name] = file.lists[name].flatMap((entry) => {
        const id = `${name} ${String(entry.key)}`;
        const now = document[name].find(({ key }) => key === entry.key);
        // One key in two files: the first keeps it.
        if (!now || known.has(id)) {
          removed.push(id);
          return [];
        }
        known.add(id);
        return [same.has(id) ? entry : mergeExport(entry, now, defaults[name])];
      });
    }
    return isDeepStrictEqual(value, file.value ?? {}) ? [] : [{ file, value }];
  });
  const unknown = (name: ListName): readonly FileEntry[] => document[name].filter(({ key }) => !known.has(`${name} ${String(key)}`));
  return {
    changed,
    added: { servers: unknown('servers'), workflows: unknown('workflows'), monitors: unknown('monitors'), rules: unknown('rules') },
    removed,
  };
}
