// Which credential a client is told to bring to a source, and where.
import { expect, test } from 'vitest';
import { connectingServer } from './connecting-server.ts';

const connection = {
  credentialLocation: 'header',
  credentialName: 'X-Api-Key',
  credentialPrefix: '',
  forward: { location: 'header', name: 'X-Api-Key', format: '{credential}' },
  validationMode: 'presence_only',
  validationPath: null,
} as const;
const code = { slug: 'pets', mode: 'code', connection: null, url: 'https://a.example/product-mcp/pets' } as const;
const tools = { slug: 'pets', mode: 'tools', connection, url: 'https://a.example/mcp/acme/pets' } as const;

test('mode code takes a key of the instance, and names an environment that is not the default', () => {
  const headers = [{ name: 'Authorization', prefix: 'Bearer ', variable: 'ARMATURE_API_KEY' }];
  expect(connectingServer(code, 'production')).toEqual({ name: 'pets', transport: 'streamable_http', url: code.url, headers });
  expect(connectingServer(code, 'staging')).toMatchObject({ name: 'pets-staging', url: `${code.url}?environment=staging`, headers });
  // what a connection of the time before the switch said counts no more
  expect(connectingServer({ ...code, connection }, 'production')).toMatchObject({ headers });
});

test('mode tools takes the credential where the connection says; without one a bearer token', () => {
  expect(connectingServer(tools, 'production')).toMatchObject({
    url: tools.url,
    headers: [{ name: 'X-Api-Key', prefix: '', variable: 'PETS_TOKEN' }],
  });
  const inQuery = connectingServer(
    { ...tools, connection: { ...connection, credentialLocation: 'query', credentialName: 'key' } },
    'production',
  );
  expect(inQuery).toMatchObject({ url: tools.url, headers: [], parameter: { name: 'key', prefix: '', variable: 'PETS_TOKEN' } });
  expect(connectingServer({ ...tools, connection: null }, 'production')).toMatchObject({
    headers: [{ name: 'Authorization', prefix: 'Bearer ', variable: 'PETS_TOKEN' }],
  });
});

test.each([
  ['pet-store_v2', 'PET_STORE_V2_TOKEN'],
  ['2-pets', 'API_2_PETS_TOKEN'],
  ['--', 'API_TOKEN'],
  ['x'.repeat(80), `${'X'.repeat(48)}_TOKEN`],
])('of the slug %s the variable is %s', (slug, variable) => {
  expect(connectingServer({ ...tools, slug }, 'production').headers).toMatchObject([{ variable }]);
});
