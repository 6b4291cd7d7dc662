// The engines there are: where their process begins, what it is started with, and what they can do.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError } from '#kernel/errors';
import type { EngineName } from './sandbox.ts';

export interface Engine {
  readonly name: EngineName;
  readonly version: string;
  /** Of its images: another name cannot be run. */
  readonly imageName: string;
  readonly canPause: boolean;
  /** Writable private memory its process may ask for, most of which it never touches: what is touched is watched besides. */
  readonly dataBytes: number;
  /** What node gets: flags, then the file its process begins with. */
  readonly args: readonly string[];
  /** What that file is to become, made at the first call: the first thing its process is sent. */
  program(): Promise<Buffer>;
  /** All of this machine's files that its process reads while it starts: files and folders. */
  readonly reads: readonly string[];
}

/** Counted up when images of before cannot be run any more: by a change of guest-prelude.ts or of what is kept with a machine. */
const IMAGE_FORMAT = 1;

const MIB = 1024 * 1024;

interface Kind {
  readonly library: string;
  /** What that library loads while it starts. */
  readonly loads: readonly string[];
  /** Files it looks for on the system. */
  readonly looksFor: readonly string[];
  readonly canPause: boolean;
  readonly dataBytes: number;
  readonly flags: readonly string[];
}

const KINDS = {
  quickjs: {
    library: 'quickjs-wasi',
    loads: [],
    looksFor: [],
    canPause: true,
    dataBytes: 1536 * MIB,
    // The stack of the engine's own frames: large enough that the guest's limit is met first, and can be caught.
    flags: ['--stack-size=3900', '--max-old-space-size=128'],
  },
  'isolated-vm': {
    library: 'isolated-vm',
    loads: ['node-gyp-build'],
    looksFor: ['/etc/alpine-release'],
    canPause: false,
    // Each isolate sets half a gigabyte of addresses aside for its code.
    dataBytes: 8192 * MIB,
    flags: ['--no-node-snapshot', '--max-old-space-size=128', '--allow-addons'],
  },
} satisfies Record<EngineName, Kind>;

/** Node's own walls, inside the others: no files but its own, no programs, no threads. */
const CONFINED = ['--permission', '--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning'];
const HERE = import.meta.dirname;
const PACKAGE = join(HERE, '..', '..', '..');

/** Throws `unavailable` when its library is not installed here. */
export function findEngine(name: EngineName): Engine {
  const { library, loads, looksFor, canPause, dataBytes, flags }: Kind = KINDS[name];
  const manifest = manifestOf(library);
  if (manifest === undefined)
    throw new AppError('unavailable', `The sandbox engine ${name} is not installed here. Install ${library}, or use quickjs.`);
  const version = versionIn(manifest);
  const { resolve } = createRequire(manifest);
  const libraries = [manifest, ...loads.map((load) => resolve(`${load}/package.json`))].map((file) => dirname(file));
  const reads = [HERE, ...libraries, join(PACKAGE, 'package.json')];
  const files = [...reads.map((path) => (path.endsWith('.json') ? path : join(path, '*'))), ...looksFor];
  const allowed = files.map((path) => `--allow-fs-read=${path}`);
  let program: Promise<Buffer> | undefined;
  return {
    name,
    version,
    imageName: `${library}@${version}/${IMAGE_FORMAT}`,
    canPause,
    dataBytes,
    args: [...CONFINED, ...allowed, ...flags, join(HERE, 'sandbox-child.mjs')],
    program: () => (program ??= programOf(join(HERE, `${name}-child${extname(import.meta.filename)}`))),
    reads,
  };
}

/** In the form that sandbox-child.mjs reads. */
async function programOf(entry: string): Promise<Buffer> {
  // The transformer is loaded where scripts run, not wherever a sandbox is only at hand.
  const { plainJavaScript } = await import('#platform/script/plain-javascript');
  const text = Buffer.from(JSON.stringify({ entry: pathToFileURL(entry).href, files: plainJavaScript(entry) }), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

function manifestOf(library: string): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve(`${library}/package.json`));
  } catch {
    return undefined;
  }
}

function versionIn(manifest: string): string {
  const fields: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof fields === 'object' && fields !== null && 'version' in fields ? String(fields.version) : 'unknown';
}
