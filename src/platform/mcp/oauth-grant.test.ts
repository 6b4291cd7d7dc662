// The grant's own limits; the flows themselves are proven by the conformance suite.
import { describe, expect, it } from 'vitest';
import type { AuthHook } from './hooks.ts';
import { createGrantKeeper } from './oauth-grant.ts';
import { loadSdk } from './sdk.ts';

const AUTHORIZE = new URL('https://as.example.test/authorize?state=mine');
const hook = (answer: string): AuthHook => ({
  redirectUrl: 'http://127.0.0.1:1/callback',
  clientName: 'armature',
  authorize: async () => new URLSearchParams(answer),
});

const taking = (codes: string[]): { finishAuth(params: URLSearchParams): Promise<void> } => ({
  finishAuth: async (params) => {
    codes.push(params.get('code') ?? '');
  },
});

describe('a grant', () => {
  it('refuses an answer that carries another state, without using its code', async () => {
    const sdk = await loadSdk();
    const keeper = createGrantKeeper(sdk, hook('code=c&state=theirs'));
    const codes: string[] = [];
    await keeper.provider.redirectToAuthorization(AUTHORIZE);
    const outcome = await keeper.finish(new sdk.UnauthorizedError(), taking(codes));
    expect(outcome).toMatchObject({ repeat: false, error: { message: expect.stringContaining('another state') } });
    expect(codes).toEqual([]);
  });

  it('sends a person round at most three times', async () => {
    const sdk = await loadSdk();
    const keeper = createGrantKeeper(sdk, hook('code=c&state=mine'));
    const codes: string[] = [];
    const repeats: boolean[] = [];
    for (let round = 0; round < 4; round += 1) {
      await keeper.provider.redirectToAuthorization(AUTHORIZE);
      repeats.push((await keeper.finish(new sdk.UnauthorizedError(), taking(codes))).repeat);
    }
    expect(repeats).toEqual([true, true, true, false]);
    expect(codes).toEqual(['c', 'c', 'c']);
  });

  it('asks for a repeat once per consent, and only after a refusal', async () => {
    const sdk = await loadSdk();
    const keeper = createGrantKeeper(sdk, hook('code=c&state=mine'));
    const codes: string[] = [];
    await keeper.provider.redirectToAuthorization(AUTHORIZE);
    expect(await keeper.finish(new sdk.UnauthorizedError(), taking(codes))).toMatchObject({ repeat: true });
    expect(await keeper.finish(new sdk.UnauthorizedError(), taking(codes))).toMatchObject({ repeat: false });
    await keeper.provider.redirectToAuthorization(AUTHORIZE);
    expect(await keeper.finish(new Error('something else'), taking(codes))).toMatchObject({ repeat: false });
    expect(codes).toEqual(['c']);
  });

  it('gives back why the code was refused', async () => {
    const sdk = await loadSdk();
    const keeper = createGrantKeeper(sdk, hook('code=c&state=mine'));
    const refusal = new Error('issuer mismatch');
    await keeper.provider.redirectToAuthorization(AUTHORIZE);
    expect(
      await keeper.finish(new sdk.UnauthorizedError(), {
        finishAuth: async () => {
          throw refusal;
        },
      }),
    ).toEqual({ repeat: false, error: refusal });
  });

  it('forgets where the authorization server was when its token is refused', async () => {
    const { provider, tokenRefused } = createGrantKeeper(await loadSdk(), hook(''));
    await provider.saveDiscoveryState?.({ authorizationServerUrl: 'https://as.example.test' });
    await provider.saveTokens({ access_token: 't', token_type: 'Bearer' });
    tokenRefused();
    expect(await provider.discoveryState?.()).toBeUndefined();
    expect(await provider.tokens()).toMatchObject({ access_token: 't' });
  });
});
