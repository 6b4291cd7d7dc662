// A configuration file as it is on the disk: which lists it has, and what they say.
export const LISTS = ['servers', 'workflows', 'monitors', 'rules'] as const;
export type ListName = (typeof LISTS)[number];

/** One object; which fields it has is the instance's to judge. */
export interface FileEntry {
  readonly key?: unknown;
  readonly [field: string]: unknown;
}

export type Lists = { readonly [Name in ListName]: readonly FileEntry[] };

export interface ConfigFile {
  /** As a person would type it. */
  readonly path: string;
  readonly text: string;
  /** What the file says, whatever it is. */
  readonly value: unknown;
  /** Empty where it has none. */
  readonly lists: Lists;
}

/** What is wrong, and where. */
export interface FileFault {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export const faultLine = ({ path, line, column, message }: FileFault): string => `${path}:${line}:${column}: ${message}`;

/** As the REST API sends and takes it. */
export interface Document extends Lists {
  readonly version: 1;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listsOf = (of: (name: ListName) => readonly FileEntry[]): Lists => ({
  servers: of('servers'),
  workflows: of('workflows'),
  monitors: of('monitors'),
  rules: of('rules'),
});
