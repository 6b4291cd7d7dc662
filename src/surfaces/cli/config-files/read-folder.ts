// Reads every YAML file of a folder and what lies below it. What cannot be read is a fault at its place.
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { placesInYaml } from '#platform/file-formats/place-in-yaml';
import { parseYaml } from '#platform/file-formats/yaml';
import { CliError, EXIT } from '../exit-codes.ts';
import { isRecord, LISTS, listsOf } from './config-file.ts';
import type { ConfigFile, FileEntry, FileFault } from './config-file.ts';

/** As much as one request to the instance may hold. */
export const FILE_LIMITS = { maxBytes: 2 * 1024 * 1024, maxNodes: 200_000, maxDepth: 64 } as const;
const MAX_FILES = 1_000;

export interface ReadFolder {
  /** In the order of their paths. */
  readonly files: readonly ConfigFile[];
  readonly faults: readonly FileFault[];
}

/** Throws a usage error when the folder is not there. */
export async function readFolder(folder: string): Promise<ReadFolder> {
  const paths = await yamlFilesIn(folder);
  const root = await realpath(folder);
  const read = await Promise.all(paths.map((path) => readConfigFile(path, root)));
  return {
    files: read.flatMap((one) => ('file' in one ? [one.file] : [])),
    faults: read.flatMap((one) => ('faults' in one ? one.faults : [])),
  };
}

/** Files and folders that begin with a dot are other programs'. A link to a folder is not followed: it may lead anywhere, or round. */
async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new CliError(EXIT.usage, `${folder}: ${reasonOf(error)}. "armature pull ${folder}" makes it.`);
  });
  const found = entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !/(^|[\\/])\./.test(name))
    .toSorted();
  if (found.length > MAX_FILES) throw new CliError(EXIT.usage, `${folder}: has ${found.length} YAML files; at most ${MAX_FILES} are read.`);
  return found.map((name) => join(folder, name));
}

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such folder';
  return code === 'ENOTDIR' ? 'is not a folder' : `cannot be read (${typeof code === 'string' ? code : 'unknown reason'})`;
};

type Read = { readonly file: ConfigFile } | { readonly faults: readonly FileFault[] };

async function readConfigFile(path: string, root: string): Promise<Read> {
  const wrong = (message: string): Read => ({ faults: [{ path, line: 1, column: 1, message }] });
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return wrong('The link leads nowhere.');
  // A pull writes where it has read: a folder that somebody else made decides about nothing beside itself.
  if (!real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) return wrong('The link leads out of the folder.');
  const info = await stat(real);
  if (!info.isFile()) return wrong('This is not a file.');
  if (info.size > FILE_LIMITS.maxBytes) return wrong('The file is larger than 2 MiB.');
  const text = await readFile(path, 'utf8');
  const parsed = parseYaml(text, FILE_LIMITS);
  if (!parsed.ok) return { faults: [{ path, ...parsed.error }] };
  const value = parsed.value ?? {};
  const wrongs = faultsOf(value);
  const placeOf = wrongs.length === 0 ? () => undefined : placesInYaml(text, FILE_LIMITS);
  const faults = wrongs.map(({ at, message }) => ({ path, ...(placeOf(at) ?? { line: 1, column: 1 }), message }));
  if (faults.length > 0 || !isRecord(value)) return { faults };
  return { file: { path, text, value: parsed.value, lists: listsOf((name) => (value[name] ?? []) as readonly FileEntry[]) } };
}

interface Fault {
  readonly at: readonly (string | number)[];
  readonly message: string;
}

/** Only what decides where an entry stands; the instance judges the rest. */
function faultsOf(value: unknown): readonly Fault[] {
  if (!isRecord(value)) return [{ at: [], message: `must be a map with ${LISTS.join(', ')}` }];
  return Object.entries(value).flatMap(([name, content]): Fault[] => {
    if (name === 'version') return content === 1 ? [] : [{ at: [name], message: 'version: must be 1' }];
    if (!LISTS.some((list) => list === name)) return [{ at: [name], message: `${name}: is not one of version, ${LISTS.join(', ')}` }];
    if (content === null) return [];
    if (!Array.isArray(content)) return [{ at: [name], message: `${name}: must be a list` }];
    return content.flatMap((entry: unknown, index) =>
      isRecord(entry) ? [] : [{ at: [name, index], message: `${name}[${index}]: must be a map` }],
    );
  });
}
