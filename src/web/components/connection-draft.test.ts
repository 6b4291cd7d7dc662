import { describe, expect, it } from 'vitest';
import type { SourceConnection } from '../api/sources.ts';
import { connectionDraftOf, connectionFaults, connectionInputOf, placedAt, validationAddress } from './connection-draft.ts';

const stored: SourceConnection = {
  credentialLocation: 'header',
  credentialName: 'X-Key',
  credentialPrefix: '',
  forward: { location: 'query', name: 'key', format: 'k-{credential}' },
  validationMode: 'endpoint',
  validationPath: '/v1/me',
};

describe('a connection as it is filled in', () => {
  it('comes back as it was stored', () => expect(connectionInputOf(connectionDraftOf(stored))).toEqual(stored));

  it('forwards in the same place and behind the same prefix, unless another is chosen', () => {
    const draft = { ...connectionDraftOf(null), validationPath: ' me ' };
    expect(connectionInputOf(draft)).toEqual({
      credentialLocation: 'header',
      credentialName: 'Authorization',
      credentialPrefix: 'Bearer ',
      forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
      validationMode: 'endpoint',
      validationPath: 'me',
    });
  });

  it('brings the usual name of another place, and keeps one that was chosen', () => {
    expect(placedAt(connectionDraftOf(null), 'query')).toMatchObject({ location: 'query', name: 'api_key', prefix: '' });
    expect(placedAt(connectionDraftOf(stored), 'query')).toMatchObject({ location: 'query', name: 'X-Key' });
  });

  it('names what is missing as the server does', () => {
    const draft = { ...connectionDraftOf(stored), name: ' ', validationPath: '' };
    expect(connectionFaults({ ...draft, forward: { ...draft.forward, format: '{credential}{credential}' } })).toEqual({
      'connection.credentialName': 'must not be empty',
      'connection.forward.format': 'must contain {credential} once',
      'connection.validationPath': 'must not be empty',
    });
    expect(connectionFaults({ ...connectionDraftOf(null), validationMode: 'presence_only' })).toEqual({});
  });

  it.each([
    ['me', 'https://api.example/v1/me'],
    ['/me?full=1', 'https://api.example/me?full=1'],
    ['', undefined],
  ])('asks for %j at %s', (validationPath, address) =>
    expect(validationAddress('https://api.example/v1', { ...connectionDraftOf(null), validationPath })).toBe(address),
  );
});
