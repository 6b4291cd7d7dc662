// Many files as the one document that the instance reads, and the way back from a place in it to a place in a file. Pure.
import { placesInYaml } from '#platform/file-formats/place-in-yaml';
import type { FindPlace } from '#platform/file-formats/place-in-yaml';
import { isRecord, LISTS, listsOf } from './config-file.ts';
import type { ConfigFile, Document, FileFault, ListName } from './config-file.ts';
import { FILE_LIMITS } from './read-folder.ts';

interface Source {
  readonly file: ConfigFile;
  /** Its place in the file's list. */
  readonly index: number;
}

export interface JoinedFiles {
  readonly document: Document;
  /** Of each entry of the document, list by list. */
  readonly sources: { readonly [Name in ListName]: readonly Source[] };
}

export function joinFiles(files: readonly ConfigFile[]): JoinedFiles {
  const sourcesOf = (name: ListName) => files.flatMap((file) => file.lists[name].map((_, index) => ({ file, index })));
  const sources = {
    servers: sourcesOf('servers'),
    workflows: sourcesOf('workflows'),
    monitors: sourcesOf('monitors'),
    rules: sourcesOf('rules'),
  };
  return { document: { version: 1, ...listsOf((name) => files.flatMap((file) => file.lists[name])) }, sources };
}

interface PlacedError {
  /** A path of the document. */
  readonly field: string;
  readonly message: string;
}

/** Where somebody has to look. A file is read for its places once, however many faults it has. */
export function locator({ sources }: JoinedFiles): (error: PlacedError) => FileFault | undefined {
  const finders = new Map<ConfigFile, FindPlace>();
  return ({ field, message }) => {
    const [list, index, ...rest] = partsOf(field);
    const name = LISTS.find((one) => one === list);
    const source = name === undefined || typeof index !== 'number' ? undefined : sources[name][index];
    if (name === undefined || !source) return undefined;
    const { file } = source;
    const find = finders.get(file) ?? placesInYaml(file.text, FILE_LIMITS);
    finders.set(file, find);
    const place = find([name, source.index, ...rest]) ?? { line: 1, column: 1 };
    const inFile = `${name}[${source.index}]${field.slice(field.indexOf(']') + 1)}`;
    return { path: file.path, ...place, message: `${inFile}: ${message}` };
  };
}

/** `servers[0].connectionConfig` → `['servers', 0, 'connectionConfig']`. */
const partsOf = (field: string): (string | number)[] =>
  [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([text, index]) => (index === undefined ? text : Number(index)));

/** The names of all secrets that the files refer to, in order. */
export function secretNamesIn(value: unknown): readonly string[] {
  const names = new Set<string>();
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...(next as unknown[]).filter((item) => item !== undefined));
    if (!isRecord(next)) continue;
    const { secretEnv } = next;
    if (typeof secretEnv === 'string') names.add(secretEnv);
    else open.push(...Object.values(next).filter((item) => item !== undefined));
  }
  return [...names].toSorted();
}
