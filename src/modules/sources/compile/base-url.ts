// Which URLs the operations of an API may be called under.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { judgeUrl } from '#platform/http/address-guard';
import type { AddressPolicy } from '#platform/http/address-guard';

/** Without a slash at the end. The error completes "this URL …". */
export function judgeBaseUrl(url: string, settings: AddressPolicy): Outcome<string, string> {
  const judged = judgeUrl(url, settings);
  if (!judged.ok) return judged;
  const { href } = judged.value;
  if (/[?#]/.test(href)) return failed('must have neither a query nor a fragment');
  if (/[{}]|%7b|%7d/i.test(href)) return failed('must not have variables in it');
  return ok(href.replace(/\/+$/, ''));
}
