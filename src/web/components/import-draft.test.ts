// One found server on its way: what is missing, and what is sent for it.
import { describe, expect, test } from 'vitest';
import type { ImportEntry, ImportInput } from '../api/client-configs.ts';
import { requestOf, rowFaults, rowOf } from './import-draft.ts';

const input = (name: string, fields: Partial<ImportInput> = {}): ImportInput => ({
  name,
  isSecret: true,
  isRequired: true,
  description: null,
  default: null,
  choices: [],
  ...fields,
});

const entry = (fields: Partial<ImportEntry> = {}): ImportEntry => ({
  name: 'crm',
  source: null,
  transport: 'streamable_http',
  headers: [],
  inputs: [input('T'), input('region', { default: 'eu' }), input('W', { isRequired: false })],
  notes: [],
  existing: null,
  request: {
    name: 'crm',
    transportType: 'streamable_http',
    baseUrl: 'https://${region}.example/mcp?keep=${other}',
    connectionConfig: { extraHeaders: { 'X-Workspace': '${W}', 'X-Tenant': 'acme' } },
    authProfile: { kind: 'bearer', value: '${T}' },
  },
  ...fields,
});

test('what is here already is not chosen by itself', () => {
  expect(rowOf(entry()).isChosen).toBe(true);
  expect(rowOf(entry({ existing: { id: 'mcp_1', name: 'CRM' } })).isChosen).toBe(false);
});

test('required inputs and the name must be there; defaults count', () => {
  expect(rowFaults(rowOf(entry()))).toEqual({ 'input:T': 'is required' });
  expect(rowFaults({ ...rowOf(entry()), name: ' ', values: { T: 'x', region: ' ' } })).toEqual({
    name: 'must not be empty',
    'input:region': 'is required',
  });
});

describe('the request', () => {
  test('holds what was typed, and not what needs an empty optional input', () => {
    const row = { ...rowOf(entry()), name: ' CRM ', values: { T: ' a$&${region} ', region: 'us', W: '' } };
    expect(requestOf(row)).toEqual({
      name: 'CRM',
      transportType: 'streamable_http',
      baseUrl: 'https://us.example/mcp?keep=${other}',
      connectionConfig: { extraHeaders: { 'X-Tenant': 'acme' } },
      authProfile: { kind: 'bearer', value: 'a$&${region}' },
    });
  });

  test('keeps an auth profile without a value, and a skipped entry has none', () => {
    const oauth = { kind: 'oauth_authorization_code', clientId: 'c' } as const;
    const request = { name: 'a', transportType: 'sse', baseUrl: 'https://a.example', authProfile: oauth } as const;
    expect(requestOf(rowOf(entry({ inputs: [], request })))).toEqual({ ...request, name: 'crm' });
    expect(requestOf(rowOf(entry({ request: null })))).toBeUndefined();
  });
});
