// Where a request may go, as far as its text tells, for both halves of the way out.
import { judgeUrl } from './address-guard.ts';
import type { AddressPolicy } from './address-guard.ts';
import { SafeFetchError } from './safe-fetch-error.ts';

/** Longer than what may be saved: arguments make URLs, too. */
const MAX_URL_LENGTH = 16_384;

/** Throws `blocked_address`. */
export function allowedTarget(url: string, policy: AddressPolicy): URL {
  const verdict = judgeUrl(url, policy, MAX_URL_LENGTH);
  if (!verdict.ok) throw new SafeFetchError('blocked_address', `The URL ${verdict.error}.`);
  return verdict.value;
}
