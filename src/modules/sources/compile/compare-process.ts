// The process that compares two large bundles: started by comparePacked.
import { serveChild } from '#platform/child-task/serve-child';
import { unpackedSurface } from '../bundles/compiled-parts.ts';
import { receivedPair } from './compiled-bundle.ts';
import type { SentPair } from './compiled-bundle.ts';
import { diffApis } from './diff-apis.ts';

await serveChild((given) => {
  // Written by comparePacked, in this form.
  const { before, after } = receivedPair(given as SentPair);
  return { value: diffApis(unpackedSurface(before), unpackedSurface(after)), bytes: new Uint8Array() };
});
