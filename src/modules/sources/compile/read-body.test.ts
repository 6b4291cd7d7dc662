// Which of the bodies that an operation takes is the one that it is sent.
import { expect, test } from 'vitest';
import { compile } from './compile.ts';

const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

function contentTypeOf(mediaTypes: readonly string[]): string | undefined {
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: { type: 'object' } }]));
  const openapi = { openapi: '3.0.3', info: {}, paths: { '/things': { patch: { operationId: 'change', requestBody: { content } } } } };
  const compiled = compile({ slug: 'things', openapi, environment: 'production', mode: 'tools', settings });
  return compiled.ok ? compiled.compiled.operations[0]?.body?.contentType : undefined;
}

test.each([
  [['text/plain', 'application/x-www-form-urlencoded', 'application/json'], 'application/json'],
  [['text/plain', 'application/x-www-form-urlencoded'], 'application/x-www-form-urlencoded'],
  [['application/vnd.shop+json', 'application/json'], 'application/json'],
  [['application/vnd.shop+json', 'application/vnd.shop.v2+json'], 'application/vnd.shop+json'],
  // A list of steps, while documents describe the body as the thing itself.
  [
    ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'],
    'application/merge-patch+json',
  ],
  [['application/json-patch+json', '*/*'], 'application/json'],
  [['application/json-patch+json'], 'application/json-patch+json'],
  [['image/png'], undefined],
])('of %j it is %s', (mediaTypes, expected) => expect(contentTypeOf(mediaTypes)).toBe(expected));
