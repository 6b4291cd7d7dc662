// Lets a caller in with its own credential, for one request: there, known to the API, and within the rate (spec 06 §3, §4).
import { createHash } from 'node:crypto';
import { MS_PER_MINUTE } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import type { Product, ProductCaller } from '../product.ts';
import { askValidation } from './ask-validation.ts';
import type { Verdict } from './ask-validation.ts';
import { credentialIn, isCredential } from './credential-in.ts';
import type { Brought } from './credential-in.ts';
import { countAsFailed, countAsNew, forgive, refuseGuesser } from './failed-credentials.ts';
import { knownCredentials } from './known-credentials.ts';

interface Asked extends Brought {
  /** Of a request of this very instance: what stands for a caller's credential, in place of what the request brings. */
  readonly own?: { readonly credential?: string | undefined } | undefined;
  readonly ip: string | undefined;
  readonly signal: AbortSignal;
}

const RETRY_SECONDS = 5;

/** Throws `unauthenticated`, `upstream_unavailable` or `rate_limited` (both with `details.retryAfterSeconds`). */
export async function admitCaller(deps: Deps, product: Product, asked: Asked): Promise<ProductCaller> {
  const credential = asked.own ? asked.own.credential : credentialIn(product.connection, asked);
  if (credential === undefined || !isCredential(credential)) throw refused(product);
  const callerId = await deps.vault.fingerprint(`product ${product.bundle.source.id}`, credential);
  const caller: ProductCaller = { product, callerId, credential, ip: asked.ip };
  if (product.connection.validationMode === 'presence_only') await takeUnasked(deps, caller);
  else await requireValid(deps, caller, asked.signal);
  await limitCaller(deps, caller);
  return caller;
}

async function requireValid(deps: Deps, caller: ProductCaller, signal: AbortSignal): Promise<void> {
  const known = knownCredentials(deps);
  const name = knownNameOf(caller);
  const remembered = known.get(name, deps.clock);
  if (remembered === 'valid') return;
  if (remembered === 'invalid') await countAsFailed(deps.limits, caller.ip);
  // Who joins does not leave with who came first: the question has a time limit of its own.
  const verdict = remembered ?? (await known.join(`${name} ${caller.ip ?? ''}`, () => ask(deps, caller)));
  signal.throwIfAborted();
  if (verdict === 'invalid') throw refused(caller.product);
  if (verdict === 'unknown') throw unanswered();
}

/** Nobody is asked about it, so that an address may not bring new ones without end: each has a rate of its own. */
async function takeUnasked(deps: Deps, caller: ProductCaller): Promise<void> {
  await refuseGuesser(deps.limits, caller.ip);
  const known = knownCredentials(deps);
  const name = knownNameOf(caller);
  if (known.get(name, deps.clock) === undefined) await countAsNew(deps.limits, caller.ip);
  known.put(name, 'valid', deps.clock);
}

/** Counted as failed until it is proven good, so that many guesses at the same moment cannot slip past the limit. */
async function ask(deps: Deps, caller: ProductCaller): Promise<Verdict> {
  const known = knownCredentials(deps);
  const name = knownNameOf(caller);
  await countAsFailed(deps.limits, caller.ip);
  const { baseUrl, connection } = caller.product;
  const { credential } = caller;
  // Others may have asked while this one was counted.
  const verdict =
    known.get(name, deps.clock) ?? (await askValidation(deps, { baseUrl, connection, credential, signal: endless() })).verdict;
  if (verdict !== 'unknown') known.put(name, verdict, deps.clock);
  if (verdict !== 'invalid') await forgive(deps.limits, caller.ip);
  return verdict;
}

const endless = (): AbortSignal => new AbortController().signal;

/** Another connection or base URL is another name, in every process at once: what was known of the old one counts no more. */
function knownNameOf({ product, callerId }: ProductCaller): string {
  const { id, updatedAt } = product.bundle.source;
  const setUp = JSON.stringify([id, updatedAt, product.baseUrl, product.connection]);
  return `${callerId} ${createHash('sha256').update(setUp).digest('base64url')}`;
}

/** The API refused it in a call: the next request asks again. */
export const forgetCredential = (deps: Deps, caller: ProductCaller): void => knownCredentials(deps).forget(knownNameOf(caller));

async function limitCaller({ limits }: Deps, { product, callerId }: ProductCaller): Promise<void> {
  const { id, rateLimitPerMinute } = product.bundle.source;
  const taken = await limits.take(`product:${id}:${callerId}`, { capacity: rateLimitPerMinute, perMs: MS_PER_MINUTE });
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError('rate_limited', `Too many requests: at most ${rateLimitPerMinute} a minute. Try again in ${retryAfterSeconds} s.`, {
    details: { retryAfterSeconds },
  });
}

function refused({ connection, bundle }: Product): AppError {
  const { credentialLocation, credentialName, credentialPrefix } = connection;
  const place = credentialLocation === 'header' ? `the header ${credentialName}` : `the query parameter ${credentialName}`;
  const behind = credentialPrefix.trim() === '' ? '' : `, behind "${credentialPrefix.trim()}"`;
  return new AppError(
    'unauthenticated',
    `The credential is missing or invalid. Send your credential of ${nameOf(bundle.info.title)} in ${place}${behind}.`,
  );
}

/** The title is the document's. */
const nameOf = (title: string): string =>
  title
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 100) || 'the API';

const unanswered = (): AppError =>
  new AppError('upstream_unavailable', `The API could not say whether the credential is valid. Try again in ${RETRY_SECONDS} s.`, {
    details: { retryAfterSeconds: RETRY_SECONDS },
  });
