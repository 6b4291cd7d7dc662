// Swagger 2.0 as OpenAPI 3.0, and documents that only say so.
import { expect, test } from 'vitest';
import { upgradeSwagger } from './upgrade-swagger.ts';

test('host, bodies and definitions find their places', () => {
  const upgraded = upgradeSwagger({
    swagger: '2.0',
    host: 'a.example',
    schemes: ['https'],
    paths: {
      '/a': {
        post: {
          consumes: ['application/json'],
          parameters: [{ in: 'body', name: 'b', schema: { $ref: '#/definitions/A' } }],
          responses: {},
        },
      },
    },
    definitions: { A: { type: 'string' } },
  });
  expect(upgraded).toMatchObject({
    ok: true,
    value: {
      openapi: '3.0.4',
      servers: [{ url: 'https://a.example' }],
      paths: { '/a': { post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } } } } },
      components: { schemas: { A: { type: 'string' } } },
    },
  });
});

test.each([
  { paths: 1 },
  { paths: { '/a': { post: { parameters: 'x' } } } },
  { definitions: { A: null } },
  { parameters: { a: null }, responses: { b: 1 } },
])('%j does not throw', (document) => expect(upgradeSwagger({ swagger: '2.0', ...document })).toHaveProperty('ok'));

test('a document called by names that objects have stays one', () => {
  const document = JSON.parse(
    '{"swagger":"2.0","definitions":{"__proto__":{"type":"string"}},"parameters":{"__proto__":{"in":"query","name":"q","type":"string"}}}',
  ) as Record<string, unknown>;
  expect(upgradeSwagger(document)).toHaveProperty('ok', true);
  expect(({} as Record<string, unknown>)['type']).toBeUndefined();
});
