// Values in the place of inputs: what is given, what has a default, what is optional, and what stays as it is.
import { describe, expect, test } from 'vitest';
import { fillRequest, inputFaults } from './fill-request.ts';
import type { ImportInput } from './fill-request.ts';

const input = (name: string, fields: Partial<ImportInput> = {}): ImportInput => ({
  name,
  isSecret: true,
  isRequired: true,
  default: null,
  choices: [],
  ...fields,
});
const values = (given: Record<string, string>) => new Map(Object.entries(given));

describe('a request', () => {
  const request = {
    name: 'crm ${T}',
    transportType: 'streamable_http',
    baseUrl: 'https://${region}.example/${region}?a=${other}',
    connectionConfig: { extraHeaders: { 'X-A': '${T}', 'X-Workspace': '${W}' }, args: ['${T}', 'b'], env: { E: 'x${W}', F: '$T' } },
    authProfile: { kind: 'bearer', value: '${T}' },
  };
  const inputs = [input('T'), input('region', { default: 'eu' }), input('W', { isRequired: false })];

  test('takes what is given, then the default, and leaves out what needs an empty optional input', () => {
    expect(fillRequest(request, inputs, values({ T: 'a$&b${region}' }))).toEqual({
      name: 'crm ${T}',
      transportType: 'streamable_http',
      baseUrl: 'https://eu.example/eu?a=${other}',
      connectionConfig: { extraHeaders: { 'X-A': 'a$&b${region}' }, args: ['a$&b${region}', 'b'], env: { F: '$T' } },
      authProfile: { kind: 'bearer', value: 'a$&b${region}' },
    });
  });

  test('loses its credential with the optional input of it', () => {
    const filled = fillRequest(request, [...inputs.slice(1), input('T', { isRequired: false })], values({}));
    expect(filled.authProfile).toBeUndefined();
    expect(filled.connectionConfig?.extraHeaders).toEqual({});
  });

  test('keeps an auth profile that has no value', () => {
    const authProfile = { kind: 'oauth_authorization_code', clientId: 'c' };
    expect(fillRequest({ name: 'a', authProfile }, [], values({}))).toEqual({ name: 'a', authProfile });
  });
});

test.each<[string, ImportInput, Record<string, string>, string[]]>([
  ['a required one without a value', input('T'), {}, ['needs T']],
  ['a required one with a value', input('T'), { T: 'x' }, []],
  ['a required one with a default', input('T', { default: 'x' }), {}, []],
  ['an optional one', input('T', { isRequired: false }), {}, []],
  ['one of its choices', input('T', { choices: ['a', 'b'] }), { T: 'b' }, []],
  ['none of its choices', input('T', { choices: ['a', 'b'] }), { T: 'c' }, ['T must be one of a, b']],
])('what keeps a request from being sent: %s', (_name, one, given, faults) => {
  expect(inputFaults([one], values(given))).toEqual(faults);
});
