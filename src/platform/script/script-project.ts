// The files of one bundle's project as the compiler sees them: none of them is on any disk.

const ROOT = '/armature';
const SCRIPT_BEFORE = 'export {};async function script() {\n';
const SCRIPT_AFTER = '\n}\n';
/** How far positions in the checked file are from those in the script. */
export const SCRIPT_OFFSET = SCRIPT_BEFORE.length;

/** The libraries that come with the compiler are the only files it may read. */
const COMPILER_LIBRARY = /[\\/]@typescript[\\/]typescript-[a-z0-9-]+[\\/]lib[\\/]lib(?:\.[a-z0-9.]+)?\.d\.ts$/;

const SETTINGS = {
  compilerOptions: {
    strict: true,
    useUnknownInCatchVariables: false,
    target: 'esnext',
    lib: ['esnext'],
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    noEmit: true,
  },
  files: ['sdk.d.ts', 'console.d.ts', 'script.ts'],
};

const CONSOLE = `interface Console {
${['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'].map((name) => `  ${name}(...values: unknown[]): void;`).join('\n')}
}
declare const console: Console;
`;

export interface ScriptProject {
  readonly config: string;
  readonly script: string;
  readonly sizeChars: number;
}

export class ProjectFiles {
  readonly #texts = new Map<string, string>();
  #count = 0;

  add(types: string): ScriptProject {
    this.#count += 1;
    const folder = `${ROOT}/${this.#count}`;
    const project = { config: `${folder}/tsconfig.json`, script: `${folder}/script.ts`, sizeChars: types.length };
    this.#texts.set(project.config, JSON.stringify(SETTINGS));
    this.#texts.set(`${folder}/sdk.d.ts`, types);
    this.#texts.set(`${folder}/console.d.ts`, CONSOLE);
    this.setScript(project, '');
    return project;
  }

  setScript({ script }: ScriptProject, code: string): void {
    this.#texts.set(script, SCRIPT_BEFORE + code + SCRIPT_AFTER);
  }

  remove({ config }: ScriptProject): void {
    const folder = config.slice(0, config.lastIndexOf('/') + 1);
    for (const name of this.#texts.keys()) if (name.startsWith(folder)) this.#texts.delete(name);
  }

  /** For the compiler: `undefined` lets it read the disk, which happens for its own libraries alone. */
  readonly fileSystem = {
    readFile: (name: string): string | null | undefined => this.#texts.get(name) ?? (COMPILER_LIBRARY.test(name) ? undefined : null),
    fileExists: (name: string): boolean | undefined => this.#texts.has(name) || (COMPILER_LIBRARY.test(name) ? undefined : false),
    directoryExists: (name: string): boolean =>
      [...this.#texts.keys()].some((file) => file.startsWith(name.endsWith('/') ? name : `${name}/`)),
    getAccessibleEntries: (): { files: string[]; directories: string[] } => ({ files: [], directories: [] }),
    realpath: (name: string): string => name,
  };
}
