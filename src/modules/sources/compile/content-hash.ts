// The hash that tells bundles of the same content apart from others.
import { createHash } from 'node:crypto';
import type { Compiled } from './compiled.ts';

/** `sha256:<hex>` over everything else a bundle holds. */
export function contentHashOf(content: Omit<Compiled, 'contentHash'>): string {
  const { vectors, ...rest } = content;
  const hash = createHash('sha256');
  // Member by member: a large bundle is not copied whole for this.
  for (const name of Object.keys(rest).toSorted()) {
    hash.update(`${name}\n`);
    hash.update(JSON.stringify(Object.entries(rest).find(([key]) => key === name)?.[1]));
  }
  return `sha256:${hash.update(vectors).digest('hex')}`;
}
