// Network errors told apart, in the shapes they really come in.
import { describe, expect, it } from 'vitest';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { networkFault } from './network-fault.ts';

const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause });

const cases: [string, unknown, string | undefined][] = [
  ['an unknown name', fetchFailed(coded('ENOTFOUND')), 'dns_failed'],
  ['a refused connection', fetchFailed(coded('ECONNREFUSED')), 'connect_failed'],
  [
    'a connection refused on every address',
    fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])),
    'connect_failed',
  ],
  ['a reset in the middle', new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') }), 'connect_failed'],
  ['a self-signed certificate', fetchFailed(coded('DEPTH_ZERO_SELF_SIGNED_CERT')), 'tls_failed'],
  ['a certificate for another name', fetchFailed(coded('ERR_TLS_CERT_ALTNAME_INVALID')), 'tls_failed'],
  ['a port that speaks no TLS', fetchFailed(coded('ERR_SSL_WRONG_VERSION_NUMBER')), 'tls_failed'],
  ['headers that never come', fetchFailed(coded('UND_ERR_HEADERS_TIMEOUT')), 'timeout'],
  ['a deadline', new DOMException('late', 'TimeoutError'), 'timeout'],
  ['a caller who left', new DOMException('left', 'AbortError'), 'aborted'],
  ['our door’s own verdict', new SafeFetchError('blocked_address', 'Private addresses are not allowed.'), 'blocked_address'],
  [
    'our door’s verdict behind a library’s error',
    new Error('negotiation failed', { cause: new SafeFetchError('too_large', 'too large') }),
    'too_large',
  ],
  ['a fetch that failed for no stated reason', new TypeError('fetch failed'), 'connect_failed'],
  ['an error of a library', new Error('Invalid result'), undefined],
  ['no error at all', undefined, undefined],
];

describe('a network fault', () => {
  it.each(cases)('%s', (_name, error, code) => expect(networkFault(error)?.code).toBe(code));

  it('that wraps itself ends', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    expect(networkFault(loop)).toBeUndefined();
  });
});
