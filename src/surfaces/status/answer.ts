// Answers that may be kept for a minute by anyone, with a mark by which a browser asks whether they changed.
import { createHash } from 'node:crypto';
import { STYLE_HASH } from './page-style.ts';

const KEEP = 'public, max-age=60';

/** No script, no frame, no form; pictures of our own alone. */
const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${STYLE_HASH}`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

const KINDS = {
  page: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': PAGE_POLICY },
  // everyone may read these from pages of their own: there is nothing in them that is not public
  json: {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Security-Policy': DATA_POLICY,
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  },
  badge: {
    'Content-Type': 'image/svg+xml; charset=utf-8',
    'Content-Security-Policy': DATA_POLICY,
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  },
} as const;

export type AnswerKind = keyof typeof KINDS;

export function answer(request: Request, { kind, body }: { readonly kind: AnswerKind; readonly body: string }): Response {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = { ...KINDS[kind], 'Cache-Control': KEEP, ETag: tag };
  return isKnown(request, tag) ? new Response(null, { status: 304, headers }) : new Response(bodyFor(request, body), { headers });
}

/** Not kept: it may be published in the next moment. */
export const missing = (request: Request, { kind, body }: { readonly kind: AnswerKind; readonly body: string }): Response =>
  new Response(bodyFor(request, body), { status: 404, headers: { ...KINDS[kind], 'Cache-Control': 'no-cache' } });

const bodyFor = ({ method }: Request, body: string): string | null => (method === 'HEAD' ? null : body);

const MAX_TAGS = 2_000;

/** Weakly compared, as a GET does (RFC 9110 §13.1.2). */
function isKnown({ headers }: Request, tag: string): boolean {
  const given = headers.get('if-none-match')?.slice(0, MAX_TAGS);
  if (given === undefined) return false;
  return given.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}
