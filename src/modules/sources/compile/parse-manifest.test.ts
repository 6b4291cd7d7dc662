// Manifests: defaults, every wrong field at its path, and what the document fills in.
import { describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { parseManifest } from './parse-manifest.ts';

const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
const context = { environment: 'staging', mode: 'code', settings } as const;

const errorsOf = (raw: unknown): string[] => {
  const parsed = parseManifest(raw, context);
  return parsed.ok ? [] : parsed.fieldErrors.map(({ field, message }) => `${field} ${message}`);
};

test.each([undefined, null, {}])('%j has the defaults', (raw) => {
  expect(parseManifest(raw, context)).toEqual({
    ok: true,
    manifest: {
      vendorName: undefined,
      clientName: undefined,
      baseUrls: undefined,
      auth: { kind: 'none' },
      limits: { memoryMb: 64, timeoutMs: 30_000, maxCalls: 100, maxResponseBytes: 1_048_576 },
      include: [],
      exclude: [],
      analyticsTags: [],
      policy: [],
    },
  });
});

test('the one of the specification is taken', () => {
  const parsed = parseManifest(
    {
      vendorName: 'Petstore',
      clientName: 'petstore',
      baseUrls: { production: 'https://api.petstore.example/v1/', staging: 'https://staging.petstore.example/v1' },
      auth: { kind: 'bearer', secretRef: 'petstore_token' },
      scriptTimeoutEnv: 'PETSTORE_SCRIPT_TIMEOUT_MS',
      limits: { maxCalls: 50 },
      exclude: ['admin*'],
      analyticsTags: [{ name: 'petStatus', param: 'listPets.status' }],
    },
    context,
  );
  expect(parsed).toMatchObject({
    ok: true,
    manifest: {
      baseUrls: { production: 'https://api.petstore.example/v1', staging: 'https://staging.petstore.example/v1' },
      limits: { memoryMb: 64, timeoutMs: 30_000, maxCalls: 50 },
    },
  });
});

describe('refused', () => {
  test.each<[unknown, string]>([
    [[], 'manifest must be an object'],
    ['x', 'manifest must be an object'],
    [{ vendor: 1 }, 'manifest.vendor is not a known field'],
    [{ vendorName: '' }, 'manifest.vendorName must not be empty'],
    [{ vendorName: 'x'.repeat(61) }, 'manifest.vendorName must have at most 60 characters'],
    [{ clientName: 'Petstore' }, 'manifest.clientName must begin with a small letter and have at most 31 letters and digits'],
    [{ clientName: 'class' }, 'manifest.clientName is a word of the language; choose another'],
    [{ clientName: 'console' }, 'manifest.clientName is a word of the language; choose another'],
    [{ baseUrls: { production: 'https://a.example' } }, 'manifest.baseUrls must name a URL for the environment staging'],
    [
      { baseUrls: { staging: 'http://a.example' } },
      'manifest.baseUrls.staging must begin with https:// (http:// is for loopback, or ALLOW_INSECURE_HTTP=1)',
    ],
    [{ baseUrls: { staging: 'https://a.example/?x=1' } }, 'manifest.baseUrls.staging must have neither a query nor a fragment'],
    [
      { baseUrls: { staging: 'https://u:p@a.example' } },
      'manifest.baseUrls.staging must not contain a user name or password; use an auth profile',
    ],
    [{ auth: { kind: 'bearer' } }, 'manifest.auth.secretRef is required for bearer: the name of a secret of this source'],
    [{ auth: { kind: 'api_key_query', secretRef: 's' } }, 'manifest.auth.name is required for api_key_query'],
    [{ auth: { kind: 'api_key_header', secretRef: 's', name: 'Host' } }, 'manifest.auth.name is a header that cannot carry a credential'],
    [{ auth: { kind: 'oauth' } }, 'manifest.auth.kind must be one of none, bearer, api_key_header, api_key_query, basic'],
    [{ scriptTimeoutEnv: 'path' }, 'manifest.scriptTimeoutEnv must be the name of an environment variable in capitals'],
    [{ limits: { memoryMb: 8 } }, 'manifest.limits.memoryMb must be at least 16'],
    [{ limits: { timeoutMs: 1.5 } }, 'manifest.limits.timeoutMs must be a whole number'],
    [{ limits: { maxCalls: 1001 } }, 'manifest.limits.maxCalls must be at most 1000'],
    [{ include: 'a' }, 'manifest.include must be a list'],
    [{ analyticsTags: [{ name: 'a' }] }, 'manifest.analyticsTags[0] must have either value or param'],
    [{ analyticsTags: [{ name: 'a', param: 'nodot' }] }, 'manifest.analyticsTags[0].param must be <operationId>.<argument>'],
    [{ policy: [{ match: '*', action: 'deny' }] }, 'manifest.policy[0].action must be one of allow, ask, block'],
  ])('%j', (raw, error) => expect(errorsOf(raw)).toContain(error));

  test('all wrong fields at once', () => {
    expect(errorsOf({ clientName: 'X', limits: { maxCalls: 0 }, baseUrls: { production: 'https://a.example' } })).toHaveLength(3);
  });
});

describe('from the document', () => {
  const compiled = (slug: string, servers: unknown, mode: 'tools' | 'code' = 'code') =>
    compile({
      slug,
      openapi: { openapi: '3.1.0', info: { title: 'T'.repeat(100) }, servers, paths: {} },
      environment: 'staging',
      mode,
      settings,
    });

  test.each([
    ['pet-store', 'petStore'],
    ['42_things', 'api42Things'],
    ['class', 'classApi'],
    ['x'.repeat(60), 'x'.repeat(31)],
  ])('a source called %s has the client %s', (slug, clientName) => {
    expect(compiled(slug, [{ url: 'https://a.example' }])).toMatchObject({
      ok: true,
      compiled: { manifest: { clientName, vendorName: 'T'.repeat(60) } },
    });
  });

  test('the first server, with the defaults of its variables', () => {
    const servers = [{ url: 'https://{region}.example/{version}/', variables: { region: { default: 'eu' }, version: { default: 'v1' } } }];
    expect(compiled('a', servers)).toMatchObject({ ok: true, compiled: { manifest: { baseUrls: { staging: 'https://eu.example/v1' } } } });
  });

  test.each([[[]], [[{ url: '/v1' }]], [[{ url: 'https://{host}/' }]], [[{ url: 'http://169.254.169.254/' }]]])(
    'a server such as %j is no base URL',
    (servers) => {
      expect(compiled('a', servers)).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', path: '/manifest/baseUrls' }] });
      expect(compiled('a', servers, 'tools')).toMatchObject({ ok: true, compiled: { manifest: { baseUrls: {} } } });
    },
  );

  test('names that name nothing are warned of', () => {
    const manifest = {
      analyticsTags: [{ name: 'x', param: 'nope.limit' }],
      policy: [{ match: 'nope*', action: 'ask' }],
      baseUrls: { staging: 'https://a.example' },
    };
    const result = compile({
      slug: 'a',
      openapi: { openapi: '3.1.0', info: {}, paths: { '/a': { get: { operationId: 'a' } } } },
      environment: 'staging',
      mode: 'code',
      settings,
      manifest,
    });
    const paths = result.ok ? result.compiled.diagnostics.map(({ path }) => path) : [];
    expect(paths).toEqual(['/manifest/analyticsTags/0/param', '/manifest/policy/0/match']);
  });
});
