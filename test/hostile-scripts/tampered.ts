// Saved machines that somebody changed before they are brought back.
import { gunzipSync, gzipSync } from 'node:zlib';
import { AppError } from '#kernel/errors';
import { imageFile, readImageFile } from '#platform/sandbox/image-file';
import type { ImageHead } from '#platform/sandbox/image-file';
import type { Sandbox, ScriptEnd, VmImage } from '#platform/sandbox/sandbox';
import { hostileLimits } from './hostile-script.ts';
import type { EndKind, HostileScript } from './hostile-script.ts';

/** Of nothing: packed in parts, which a reader sees as one. */
const PART = gzipSync(Buffer.alloc(16 * 1024 * 1024));
const GIGABYTE = Buffer.concat(Array.from({ length: 64 }, () => PART));

type Change = (parts: { head: ImageHead; machine: Buffer }) => { head: ImageHead; machine: Uint8Array } | Uint8Array;

const ANY_END: readonly EndKind[] = [
  'refused',
  'crashed',
  'threw',
  'timeout',
  'memory',
  'stalled',
  'returned',
  'not_serialisable',
  'call_limit',
];
/** Of the engine's own file: magic, version, size of the memory, then three pointers. */
const HEAD_BYTES = 28;
const MEMORY_SIZE_AT = 8;
const STACK_AT = 12;
const RUNTIME_AT = 16;
const EXTENSIONS_AT = 24;

const tampered = (name: string, change: Change, ends: readonly EndKind[] = ANY_END): HostileScript => ({
  family: 'image',
  name,
  code: '',
  ends,
  engine: 'quickjs',
  play: (sandbox, image) => resumed(sandbox, image, change),
});

export const tamperedImages: readonly HostileScript[] = [
  tampered('a saved script of which one byte changed', ({ head, machine }) => flipped(imageFile(head, machine)), ['refused']),
  tampered('half of a saved script', ({ head, machine }) => imageFile(head, machine).subarray(0, 2000), ['refused']),
  tampered('a saved script of another engine', ({ head, machine }) => ({ head: { ...head, engine: 'isolated-vm@7.0.1/1' }, machine }), [
    'refused',
  ]),
  tampered('no machine at all', ({ head }) => ({ head, machine: Buffer.from('nothing') }), ['refused']),
  tampered('a machine that unpacks to a gigabyte', ({ head }) => ({ head, machine: GIGABYTE }), ['refused']),
  tampered('a heap with every hundredth byte changed', heapChanged(100)),
  tampered('a heap with every ten thousandth byte changed', heapChanged(10_000)),
  tampered(
    'a heap of nothing',
    unpackedAs((file) => file.fill(0, HEAD_BYTES)),
  ),
  tampered(
    'a heap of noise',
    unpackedAs((file) => file.fill('noise', HEAD_BYTES)),
  ),
  tampered(
    'a runtime that is elsewhere',
    unpackedAs((file) => file.writeUInt32LE(0x7fff_fff0, RUNTIME_AT)),
  ),
  tampered(
    'a stack that is elsewhere',
    unpackedAs((file) => file.writeUInt32LE(16, STACK_AT)),
  ),
  tampered(
    'a memory of four gigabytes by its own word',
    unpackedAs((file) => file.writeUInt32LE(0xffff_ffff, MEMORY_SIZE_AT)),
    ['refused'],
  ),
  tampered(
    'a native extension asked for',
    unpackedAs((file) => file.writeUInt32LE(3, EXTENSIONS_AT)),
    ['refused'],
  ),
  tampered('our own functions moved', ({ head, machine }) => ({
    head: { ...head, tokens: Object.fromEntries(Object.keys(head.tokens).map((name) => [name, 4096])) },
    machine,
  })),
  tampered('our own functions outside the memory', ({ head, machine }) => ({
    head: { ...head, tokens: Object.fromEntries(Object.keys(head.tokens).map((name) => [name, 2 ** 31])) },
    machine,
  })),
];

async function resumed(sandbox: Sandbox, image: VmImage, change: Change): Promise<ScriptEnd | undefined> {
  const paused = await sandbox.run({
    image,
    code: 'const kept = Array.from({ length: 1000 }, (_, n) => ({ n })); const got = await api.asked({}); return [got, kept.length];',
    limits: hostileLimits,
    call: async () => ({ kind: 'pause' }),
  });
  if (paused.kind !== 'paused') throw new Error(`it was not paused: ${paused.kind}`);
  const { head, machine } = readImageFile(paused.image, image.engine);
  const changed = change({ head, machine: Buffer.from(machine) });
  const bytes = changed instanceof Uint8Array ? changed : imageFile(changed.head, changed.machine);
  try {
    const answer = { kind: 'value', json: '"approved"' } as const;
    return await sandbox.resume(bytes, answer, { limits: hostileLimits, call: async () => ({ kind: 'pause' }) });
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return undefined;
    throw error;
  }
}

function heapChanged(step: number): Change {
  return unpackedAs((file) => {
    for (let at = HEAD_BYTES + step; at < file.length; at += step) file[at] = (file[at] ?? 0) ^ 0x55;
  });
}

function unpackedAs(work: (file: Buffer) => unknown): Change {
  return ({ head, machine }) => {
    const file = gunzipSync(machine);
    work(file);
    return { head, machine: gzipSync(file) };
  };
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = copy.length - 100;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
