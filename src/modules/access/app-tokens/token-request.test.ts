// What applications send to the token endpoint, before anything is looked up.
import { expect, test } from 'vitest';
import { parseTokenRequest } from './token-request.ts';

const REFRESH = { grant_type: 'refresh_token', client_id: 'app', refresh_token: 'amr_x' };

test('a parameter that nobody knows is ignored', () => {
  expect(parseTokenRequest(new URLSearchParams({ ...REFRESH, audience: 'x' }))).toMatchObject({
    ok: true,
    value: { grantType: 'refresh_token', clientId: 'app', refreshToken: 'amr_x' },
  });
});

test('a parameter that is given twice is refused, whatever it is', () => {
  for (const name of ['client_id', 'audience']) {
    const form = new URLSearchParams([...Object.entries({ ...REFRESH, audience: 'x' }), [name, 'y']]);
    expect(parseTokenRequest(form)).toMatchObject({
      ok: false,
      error: { error: 'invalid_request', description: expect.stringContaining('twice') },
    });
  }
});

test('names without end are refused before any of them is looked at', () => {
  const form = new URLSearchParams(Array.from({ length: 4_000 }, (_, index) => [`n${index}`, ''] as [string, string]));
  form.getAll = () => {
    throw new Error('all names were looked through for one of them');
  };
  expect(parseTokenRequest(form)).toMatchObject({ ok: false, error: { description: 'more than 30 parameters are given' } });
});
