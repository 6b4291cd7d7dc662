// Which names lead to published endpoints, and whose.
import { expect, test } from 'vitest';
import { publishedHostOf } from './published-host.ts';

const at = (host: string, publicUrl = 'https://armature.example.com', baseDomain: string | undefined = 'mcp-host.example') =>
  publishedHostOf(host, { publicUrl, baseDomain });

test.each([
  ['shop.mcp-host.example', { orgSlug: 'shop', isOfProducts: false }],
  ['mcp.shop.mcp-host.example', { orgSlug: 'shop', isOfProducts: true }],
  // an organization may be called so
  ['mcp.mcp-host.example', { orgSlug: 'mcp', isOfProducts: false }],
  ['mcp.mcp.mcp-host.example', { orgSlug: 'mcp', isOfProducts: true }],
])('%s', (host, place) => expect(at(host)).toEqual(place));

test.each([
  'mcp-host.example',
  'armature.example.com',
  'shopmcp-host.example',
  'shop.mcp-host.example.evil.example',
  'api.shop.mcp-host.example',
  'a.mcp.shop.mcp-host.example',
  '.mcp-host.example',
  'mcp..mcp-host.example',
  'sh op.mcp-host.example',
  'shop.mcp-host.example:8443',
  '',
])('%j is none of them', (host) => expect(at(host)).toBeUndefined());

test('the port is that of the public URL', () => {
  expect(at('shop.mcp-host.example:8443', 'https://armature.example.com:8443')?.orgSlug).toBe('shop');
  expect(at('shop.mcp-host.example', 'https://armature.example.com:8443')).toBeUndefined();
});

test('without a domain there is no such name', () =>
  expect(publishedHostOf('shop.mcp-host.example', { publicUrl: 'https://a.example', baseDomain: undefined })).toBeUndefined());
