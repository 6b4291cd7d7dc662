// Who is believed about where a request came from.
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const PROXIES = ['10.0.0.0/8', '::1', '2001:db8:aa::/48'];

test.each([
  ["nobody is trusted: the header is anybody's claim", '192.0.2.1', '203.0.113.9', [], '192.0.2.1'],
  ["a stranger's claim is not believed", '192.0.2.1', '203.0.113.9', PROXIES, '192.0.2.1'],
  ['a proxy names the client', '10.1.2.3', '203.0.113.9', PROXIES, '203.0.113.9'],
  ['a proxy on a mapped socket address', '::ffff:10.1.2.3', '203.0.113.9', PROXIES, '203.0.113.9'],
  ['what the client wrote before the proxy did is not believed', '10.1.2.3', '127.0.0.1, 203.0.113.9', PROXIES, '203.0.113.9'],
  ['proxies in a row', '10.1.2.3', '1.2.3.4, 203.0.113.9, 10.9.9.9, ::1', PROXIES, '203.0.113.9'],
  ['only proxies: the first of them', '10.1.2.3', '10.0.0.1, 10.0.0.2', PROXIES, '10.0.0.1'],
  ['IPv6 with brackets and port', '2001:db8:aa::1', '[2001:db8:1::9]:4711', PROXIES, '2001:db8:1::9'],
  ['IPv4 with a port', '10.1.2.3', '203.0.113.9:51234', PROXIES, '203.0.113.9'],
  ['nonsense ends the belief', '10.1.2.3', '203.0.113.9, unknown', PROXIES, '10.1.2.3'],
  ['an empty header', '10.1.2.3', '', PROXIES, '10.1.2.3'],
  ['no header', '10.1.2.3', undefined, PROXIES, '10.1.2.3'],
  ['no socket', undefined, '203.0.113.9', PROXIES, 'unknown'],
  ['octal spelling is no address', '10.1.2.3', '0177.0.0.1', PROXIES, '10.1.2.3'],
])('%s', (_what, socket, header, trusted, expected) => {
  expect(clientAddress(socket, header, trusted)).toBe(expected);
});

test('a header without end is read from its end only', () => {
  expect(clientAddress('10.1.2.3', `${'10.0.0.1,'.repeat(100_000)}203.0.113.9`, PROXIES)).toBe('203.0.113.9');
  expect(clientAddress('10.1.2.3', `203.0.113.9${',10.0.0.1'.repeat(100_000)}`, PROXIES)).toBe('10.0.0.1');
});
