// The address rules of spec 09 §8 as a table of hostile spellings; pure, nothing is resolved or opened.
import { describe, expect, it } from 'vitest';
import { faultOfAllowedHost, judgeAddress, judgeResolved, judgeUrl } from './address-guard.ts';
import type { AddressPolicy } from './address-guard.ts';

const STRICT: AddressPolicy = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
const LOCAL: AddressPolicy = { ...STRICT, allowLoopback: true };
const listing = (...allowedPrivateHosts: string[]): AddressPolicy => ({ ...STRICT, allowedPrivateHosts });

const HOSTILE_URLS = [
  // loopback in every spelling the URL standard understands
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://0x7f.0x0.0x0.0x1/',
  'https://127.0.0.1./',
  'https://127.255.255.254/',
  'https://localhost/',
  'https://LOCALHOST/',
  'https://localhost./',
  'https://api.localhost/',
  'https://①②⑦.0.0.1/',
  'https://127。0。0。1/',
  'https://%31%32%37.0.0.1/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  // unspecified
  'https://0.0.0.0/',
  'https://0/',
  'https://[::]/',
  // private, link-local (metadata services), carrier-grade NAT
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://3232235777/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0xa9fea9fe/',
  'https://0251.0376.0251.0376/',
  'https://100.64.0.1/',
  'https://100.127.255.255/',
  // multicast, broadcast, reserved, documentation, benchmarking
  'https://224.0.0.1/',
  'https://239.255.255.250/',
  'https://255.255.255.255/',
  'https://240.0.0.1/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.7/',
  'https://203.0.113.9/',
  'https://192.0.0.8/',
  'https://0.1.2.3/',
  // IPv6: unique-local, link-local, site-local, multicast, documentation, discard, unrouted
  'https://[fc00::1]/',
  'https://[fd12:3456:789a::1]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://[100::1]/',
  'https://[5f00::1]/',
  'https://[4000::1]/',
  // IPv6 spellings of IPv4: mapped, compatible, 6to4, Teredo, NAT64, translated
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[::127.0.0.1]/',
  'https://[::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2002:a9fe:a9fe::1]/',
  'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b::169.254.169.254]/',
  'https://[64:ff9b:1::1]/',
  'https://[::ffff:0:127.0.0.1]/',
  // other schemes, credentials, nonsense
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'data:text/plain,hi',
  'javascript:alert(1)',
  'https://user:pass@example.com/',
  'https://user@example.com/',
  'https://example.com@127.0.0.1/',
  'https://',
  'https:///',
  '//example.com',
  'example.com',
  '',
  'https://[fe80::1%25eth0]/',
  'https://exa mple.com/',
  'https://256.256.256.256/',
  'https://1.2.3.4.5/',
  'http://127.0.0.1@example.com/',
  'ws://example.com/',
  `https://example.com/${'a'.repeat(2100)}`,
];

describe('judgeUrl', () => {
  it.each(HOSTILE_URLS)('refuses %s', (url) => {
    expect(judgeUrl(url, STRICT)).toMatchObject({ ok: false, error: expect.stringMatching(/\w/) });
  });

  it.each([
    'https://example.com/mcp',
    'https://example.com:8443/mcp?x=1#y',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://xn--bcher-kva.example/',
    'https://172.15.0.1/',
    'https://172.32.0.1/',
    'https://100.63.255.255/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::808:808]/',
    'https://localhost.example.com/',
    'https://127.0.0.1.example.com/',
  ])('accepts %s', (url) => {
    expect(judgeUrl(url, STRICT)).toMatchObject({ ok: true, value: new URL(url) });
  });

  it.each(['http://127.0.0.1:4600/', 'http://localhost:4600/', 'http://[::1]:4600/', 'https://127.1/', 'http://[::ffff:127.0.0.1]/'])(
    'accepts loopback %s in single-user mode',
    (url) => {
      expect(judgeUrl(url, LOCAL).ok).toBe(true);
    },
  );

  it('still refuses private addresses in single-user mode', () => {
    expect(judgeUrl('https://10.0.0.1/', LOCAL).ok).toBe(false);
    expect(judgeUrl('http://example.com/', LOCAL).ok).toBe(false);
  });

  it('accepts plain http elsewhere only when the operator said so, and then still judges the address', () => {
    const insecure = { ...STRICT, allowInsecureHttp: true };
    expect(judgeUrl('http://example.com/', insecure).ok).toBe(true);
    expect(judgeUrl('http://10.0.0.1/', insecure).ok).toBe(false);
  });

  it.each([
    ['https://10.1.2.3/', '10.0.0.0/8'],
    ['https://10.1.2.3/', '10.1.2.3'],
    ['https://[fd00::5]/', 'fd00::/8'],
    ['https://db.corp/', 'db.corp'],
    ['https://DB.corp./', 'db.Corp'],
    ['https://[::ffff:10.0.0.1]/', '10.0.0.0/8'],
    ['https://localhost/', 'localhost'],
    ['http://127.0.0.1/', '127.0.0.0/8'],
    ['http://localhost/', '127.0.0.1'],
    ['https://169.254.169.254/', '169.254.169.254'],
  ])('accepts %s when %s is listed', (url, entry) => {
    expect(judgeUrl(url, listing(entry)).ok).toBe(true);
  });

  it.each([
    ['https://10.1.2.3/', '10.2.0.0/16'],
    ['https://11.0.0.1:1/', 'nonsense/8'],
    ['https://192.168.0.1/', '192.168.0.1.evil'],
    ['https://10.0.0.1/', 'db.corp'],
    ['https://[fd00::5]/', '10.0.0.0/8'],
  ])('a list entry allows nothing but itself: %s with %s', (url, entry) => {
    const isPublic = url.includes('//11.');
    expect(judgeUrl(url, listing(entry)).ok).toBe(isPublic);
  });
});

describe('judgeAddress', () => {
  it.each(['0177.0.0.1', '127.1', '2130706433', '0x7f000001', 'fe80::1%eth0', '', 'localhost', '1.2.3', '[::1]'])(
    'refuses %j, which is not the plain form of an address',
    (ip) => {
      expect(judgeAddress(ip, LOCAL).ok).toBe(false);
    },
  );

  it('names the rule and not the address', () => {
    expect(judgeAddress('10.20.30.40', STRICT)).toEqual({
      ok: false,
      error: 'points to a private address, which this instance may not contact (see ALLOWED_PRIVATE_HOSTS)',
    });
  });
});

describe('judgeResolved', () => {
  it('refuses a name when one of its addresses is refused, and does not reveal which', () => {
    const verdict = judgeResolved('rebind.example', ['8.8.8.8', '169.254.169.254'], STRICT);
    expect(verdict).toMatchObject({ ok: false, error: expect.not.stringContaining('169') });
  });

  it('accepts a name whose addresses are all public', () => {
    expect(judgeResolved('ok.example', ['8.8.8.8', '2606:4700::1111'], STRICT)).toEqual({
      ok: true,
      value: ['8.8.8.8', '2606:4700::1111'],
    });
  });

  it('accepts what a listed name resolves to, and nothing for a name below it', () => {
    expect(judgeResolved('db.corp', ['10.0.0.9'], listing('db.corp')).ok).toBe(true);
    expect(judgeResolved('x.db.corp', ['10.0.0.9'], listing('db.corp')).ok).toBe(false);
  });

  it('lets localhost mean loopback and nothing else', () => {
    expect(judgeResolved('localhost', ['::1', '127.0.0.1'], LOCAL).ok).toBe(true);
    expect(judgeResolved('localhost', ['8.8.8.8'], LOCAL).ok).toBe(false);
  });

  it('refuses an empty answer', () => {
    expect(judgeResolved('nothing.example', [], STRICT).ok).toBe(false);
  });
});

it.each([
  ['10.0.0.0/8', true],
  ['fd00::/8', true],
  ['10.0.0.1', true],
  ['::1', true],
  ['db.corp', true],
  ['db', true],
  ['10.0.0.0/33', false],
  ['10.0.0/8', false],
  ['http://x', false],
  ['', false],
  ['a b', false],
  ['/8', false],
])('faultOfAllowedHost(%j) finds a fault: %s is fine', (entry, isFine) => {
  expect(faultOfAllowedHost(entry) === undefined).toBe(isFine);
});
