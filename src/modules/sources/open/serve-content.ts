// What a bundle holds, as one source serves it in one request.
import type { SourceRecord } from '../source.ts';
import type { BundleContent, OpenBundle } from './bundle-content.ts';

/** A bundle that was made in mode tools names no base URL: its source has one. */
export function serveContent(content: BundleContent, source: SourceRecord): OpenBundle {
  const { manifest, environment } = content;
  if (source.baseUrl === null || Object.hasOwn(manifest.baseUrls, environment)) return { ...content, source };
  return { ...content, source, manifest: { ...manifest, baseUrls: { ...manifest.baseUrls, [environment]: source.baseUrl } } };
}
