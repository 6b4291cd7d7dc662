// A saved machine as bytes that can be stored: a head that says what it is, and the machine itself, compressed. Pure.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#kernel/errors';

const MAGIC = Buffer.from('ARMATURE-VM\n', 'latin1');
const LENGTH_BYTES = 4;
const MAX_HEAD_BYTES = 80 * 1024 * 1024;

const tokens = z.record(z.string(), z.number().int());
const openCall = z.object({ id: z.number().int(), name: z.string(), argsJson: z.string() });
const headShape = z.object({
  engine: z.string(),
  digest: z.string(),
  tokens,
  /** Of a script that waits: its calls, what it used and what it wrote. */
  paused: z
    .object({
      calls: z.array(openCall).min(1),
      used: z.object({ calls: z.number(), wallMs: z.number(), cpuMs: z.number(), peakMb: z.number() }),
      logs: z.array(z.object({ level: z.enum(['log', 'info', 'warn', 'error', 'debug']), text: z.string() })),
    })
    .optional(),
});

export type ImageHead = Omit<z.infer<typeof headShape>, 'digest'>;
export type PausedHead = NonNullable<ImageHead['paused']>;

export function imageFile(head: ImageHead, machine: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify({ ...head, digest: digestOf(machine) }), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return new Uint8Array(Buffer.concat([MAGIC, length, json, machine]));
}

/**
 * Throws `conflict` for what is damaged or of another engine. The digest finds accidents; whoever can write our store can
 * write a digest too, and what they put into a machine stays inside the sandbox like any script.
 */
export function readImageFile(bytes: Uint8Array, engine: string): { head: ImageHead; machine: Uint8Array } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = MAGIC.length + LENGTH_BYTES;
  if (file.length < start || !file.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged();
  const length = file.readUInt32LE(MAGIC.length);
  if (length > MAX_HEAD_BYTES || start + length > file.length) throw damaged();
  const read = headShape.safeParse(parsed(file.toString('utf8', start, start + length)));
  if (!read.success) throw damaged();
  if (read.data.engine !== engine)
    throw new AppError('conflict', `This virtual machine was saved by ${read.data.engine}; the sandbox here is ${engine}. Build it again.`);
  const machine = file.subarray(start + length);
  if (digestOf(machine) !== read.data.digest) throw damaged();
  return { head: read.data, machine };
}

const damaged = (): AppError => new AppError('conflict', 'This saved virtual machine is damaged. Build it again.');

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
