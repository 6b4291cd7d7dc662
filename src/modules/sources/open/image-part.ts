// A VM image as one part of a bundle: what built it, a line end, its bytes. Pure.
import type { VmImage } from '#platform/sandbox/sandbox';

const LINE_END = 0x0a;
const MAX_ENGINE = 200;

export const writeImage = ({ engine, bytes }: VmImage): Buffer => Buffer.concat([Buffer.from(`${engine}\n`, 'utf8'), bytes]);

/** Undefined where there is no engine before the first line end. */
export function readImage(part: Buffer): VmImage | undefined {
  const end = part.indexOf(LINE_END);
  if (end < 1 || end > MAX_ENGINE) return undefined;
  return { engine: part.toString('utf8', 0, end), bytes: part.subarray(end + 1) };
}
