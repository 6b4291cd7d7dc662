// Whether a 401 tells a client how to sign in. Pure.

const SCHEME = /^\s*[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:\s|$)/;
const METADATA = /\bresource_metadata\s*=\s*(?:"([^"]*)"|([^\s,]+))/i;

/** `WWW-Authenticate` names a scheme, and where it points to metadata, at an address a client can ask. */
export function isUsableChallenge(header: string | null | undefined): boolean {
  if (header === null || header === undefined || !SCHEME.test(header)) return false;
  const metadata = METADATA.exec(header);
  return metadata === null || isHttpUrl(metadata[1] ?? metadata[2] ?? '');
}

const isHttpUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
