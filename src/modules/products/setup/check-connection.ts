// Tries a connection before or after it is saved: where the API would be asked, and what it answers (spec 06 §3, §5). Nothing is kept.
import { z } from 'zod';
import { AppError, invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { connectionInput, connectionOf, findSource } from '#modules/sources';
import type { SourceConnection } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { askValidation, validationUrl } from '../admission/ask-validation.ts';
import type { ValidationAnswer } from '../admission/ask-validation.ts';
import { faultWithoutCredential } from './check-activation.ts';

/** For the document as well: the slug stands in the path. */
export const checkConnectionInput = z.strictObject({
  connection: connectionInput.optional().meta({ description: 'Default: the saved one' }),
  credential: z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(8192, 'must have at most 8192 characters')
    .regex(/^[\u0020-\u007e\u0080-\u00ff]+$/, 'must be one line of characters that a header can carry')
    .optional()
    .meta({ description: 'A credential of the API to try, without its prefix. It is used for this one request and kept nowhere' }),
});
const input = checkConnectionInput.extend({ slug: z.string('must be text').max(200) });

interface ConnectionTry {
  /** Null: no answer. */
  readonly status: number | null;
  readonly verdict: ValidationAnswer['verdict'];
  readonly ok: boolean;
  /** What is wrong and what to do; null when it is as it should be. */
  readonly message: string | null;
}

interface ConnectionCheck {
  /** What is asked; null with presence_only, where nothing is. */
  readonly url: string | null;
  /** How callers send their credential, such as `Authorization: Bearer <credential>`. */
  readonly callerSends: string;
  /** How the API gets it. */
  readonly apiReceives: string;
  /** Must be refused with 401 or 403. Null with presence_only. */
  readonly withoutCredential: ConnectionTry | null;
  /** Null where no credential was given, or nothing is asked. */
  readonly withCredential: ConnectionTry | null;
}

/** Throws `conflict` when there is neither a given nor a saved connection. */
export async function checkConnection(ctx: Ctx, raw: unknown): Promise<ConnectionCheck> {
  requireRole(ctx, 'editor');
  const { slug, connection: given, credential } = parseInput(input, raw);
  const source = await findSource(ctx.deps.db, ctx.org.id, slug);
  if (!source) throw notFound('source');
  const { baseUrl } = source;
  if (baseUrl === null) throw invalidField('connection', 'cannot be tried: the source has no baseUrl');
  const connection = given === undefined ? source.connection : connectionOf(given, baseUrl);
  if (connection === null) throw new AppError('conflict', 'No connection is saved yet; send the one to try.');
  const shown = {
    callerSends: shownCredential(connection.credentialLocation, connection.credentialName, connection.credentialPrefix + MARK),
    apiReceives: shownForward(connection),
  };
  if (connection.validationMode === 'presence_only') return { url: null, ...shown, withoutCredential: null, withCredential: null };
  const url = validationUrl({ baseUrl, connection });
  const ask = (one: string | undefined) => askValidation(ctx.deps, { baseUrl, connection, credential: one, signal: ctx.signal });
  const [without, withOne] = await Promise.all([ask(undefined), credential === undefined ? null : ask(credential)]);
  return {
    url,
    ...shown,
    withoutCredential: tryOf(without, faultWithoutCredential(without, url)),
    withCredential: withOne && tryOf(withOne, faultWithCredential(withOne, url)),
  };
}

const MARK = '<credential>';

const shownForward = ({ forward }: SourceConnection): string =>
  shownCredential(forward.location, forward.name, forward.format.replace('{credential}', MARK));

const shownCredential = (location: 'header' | 'query', name: string, text: string): string =>
  location === 'header' ? `${name}: ${text}` : `?${name}=${text}`;

const tryOf = ({ status, verdict }: ValidationAnswer, fault: string | undefined): ConnectionTry => ({
  status,
  verdict,
  ok: fault === undefined,
  message: fault ?? null,
});

function faultWithCredential({ verdict, status, fault }: ValidationAnswer, url: string): string | undefined {
  if (verdict === 'valid') return undefined;
  if (status === null) return `The validation endpoint ${url} did not answer: ${fault ?? 'no reason was given'}`;
  if (verdict === 'invalid')
    return `The API answered ${status}: it does not accept this credential, or does not get it where it looks for it.`;
  return `The API answered ${status}, which says neither yes nor no. Choose an endpoint that answers 2xx to a valid credential.`;
}
