// Pictures in tool results: kept as artifacts, because the trace itself holds no base64 (spec 09 §7). Pure.
import type { Artifact } from './store.ts';

const KINDS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp' };
const MAX_IMAGE_BYTES = 512 * 1024;
const MAX_IMAGES = 8;

/** Well-formed image blocks of the known kinds, small enough to keep. `startAt` numbers them. */
export function imagesOf(content: readonly unknown[], startAt: number): Artifact[] {
  return content
    .flatMap((block) => imageOf(block) ?? [])
    .slice(0, Math.max(0, MAX_IMAGES - startAt))
    .map((image, index) => ({ ...image, name: `image-${startAt + index + 1}.${KINDS[image.mimeType] ?? 'bin'}` }));
}

function imageOf(block: unknown): Artifact | undefined {
  if (typeof block !== 'object' || block === null || !('type' in block) || block.type !== 'image') return undefined;
  const [data, mimeType] = ['data' in block ? block.data : undefined, 'mimeType' in block ? block.mimeType : undefined];
  if (typeof data !== 'string' || typeof mimeType !== 'string' || !(mimeType in KINDS) || !/^[A-Za-z0-9+/]+={0,2}$/.test(data))
    return undefined;
  const bytes = Math.floor((data.length * 3) / 4);
  return bytes <= MAX_IMAGE_BYTES ? { name: '', kind: 'image', mimeType, bytes, base64: data } : undefined;
}
