// Which media types the compiler understands, and which of several it takes.

export type MediaKind = 'json' | 'form' | 'text' | 'other';

/** By the name before any parameter. */
export function kindOfMediaType(mediaType: string): MediaKind {
  const name = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (name === 'application/json' || name === 'text/json' || name.endsWith('+json')) return 'json';
  if (name === 'application/x-www-form-urlencoded') return 'form';
  if (name.startsWith('text/') || name === 'application/xml' || name.endsWith('+xml') || name === 'application/yaml') return 'text';
  return 'other';
}

/** What says "anything" is sent and read as JSON. */
export const isAnyMediaType = (mediaType: string): boolean => ['*/*', 'application/*', '*'].includes(mediaType.trim());

/** A media type as it may stand in a header: type, subtype and parameters, without line breaks or quotes out of place. */
export const isSendableMediaType = (mediaType: string): boolean =>
  /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}(?: *; *[\w-]{1,50}=[\w.+-]{1,100}){0,5}$/.test(mediaType);
