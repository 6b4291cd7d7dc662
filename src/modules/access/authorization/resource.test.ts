// What a token may be asked for.
import { expect, test } from 'vitest';
import { ownResource } from './resource.ts';

const hosted = { publicUrl: 'https://armature.example' };
const local = { publicUrl: 'http://127.0.0.1:4600' };

test.each([
  'https://armature.example/api/mcp',
  'https://armature.example/api/mcp/',
  'https://armature.example',
  'https://ARMATURE.example/api/mcp',
])('%s is ours', (resource) => {
  expect(ownResource(hosted, resource)).toBe('https://armature.example/api/mcp');
});

test.each(['http://127.0.0.1:4600/api/mcp', 'http://localhost:4600/api/mcp', 'http://[::1]:4600/api/mcp'])(
  '%s is the same on loopback',
  (resource) => {
    expect(ownResource(local, resource)).toBe('http://127.0.0.1:4600/api/mcp');
  },
);

test.each([
  'http://armature.example/api/mcp',
  'https://armature.example:8443/api/mcp',
  'https://armature.example.evil.example/api/mcp',
  'https://user@armature.example/api/mcp',
  'https://armature.example/product-mcp/acme',
  'https://armature.example/api/mcp?x=1',
  'https://armature.example/api/mcp#x',
  'https://localhost/api/mcp',
  'api/mcp',
  '',
])('%s is not', (resource) => {
  expect(ownResource(hosted, resource)).toBeUndefined();
});

test('another port of this machine is another program', () => {
  for (const resource of ['http://127.0.0.1:9999/api/mcp', 'https://127.0.0.1:4600/api/mcp', 'http://10.0.0.8:4600/api/mcp']) {
    expect(ownResource(local, resource)).toBeUndefined();
  }
});
