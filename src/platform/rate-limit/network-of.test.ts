// Which addresses count together.
import { expect, test } from 'vitest';
import { networkOf } from './network-of.ts';

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['::FFFF:192.0.2.1', '192.0.2.1', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['fe80::1%eth0', 'fe80::2', true],
  ['2001:DB8::1', '2001:db8::2', true],
  ['192.0.2.1', '192.0.2.2', false],
])('%s and %s count together: %s', (one, other, together) => expect(networkOf(one) === networkOf(other)).toBe(together));

test('no address at all is one network', () => expect(networkOf(undefined)).toBe('unknown'));
