// When a token is used, renewed or refused: every rule of the table, without a database.
import { describe, expect, test } from 'vitest';
import { days, hours, minutes, seconds } from '#kernel/duration';
import type { Grant } from './grant.ts';
import { endOf, isFixedEnd, warningOf } from './grant-warning.ts';
import { planRenewal, planUse, renewAt } from './plan-use.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

const grant = (more: Partial<Grant> = {}): Grant => ({
  profileId: 'auth_1',
  profileName: 'Main',
  orgId: 'org_1',
  serverId: 'mcp_1',
  serverUrl: 'https://mcp.example.test/mcp',
  kind: 'oauth_authorization_code',
  settings: {
    tokenUrl: null,
    authorizationUrl: null,
    clientId: null,
    scopes: [],
    audience: null,
    authMethod: null,
    signingAlgorithm: null,
  },
  profileSecretId: null,
  state: 'connected',
  secretId: 'sec_1',
  refreshSecretId: 'sec_2',
  issuer: 'https://as.example.test',
  resource: null,
  serverOrigin: 'https://mcp.example.test',
  discovery: null,
  client: null,
  clientSecretId: null,
  scopes: [],
  missingScopes: [],
  stepUps: 0,
  expiresAt: later(hours(1)),
  refreshExpiresAt: null,
  refreshEndIsFixed: false,
  generation: 1,
  renewal: null,
  renewalStartedAt: null,
  renewNotBefore: null,
  renewFailures: 0,
  forcedAt: null,
  error: null,
  connectedAt: NOW,
  renewedAt: NOW,
  warnedAt: null,
  ...more,
});

const client = (more: Partial<Grant> = {}): Grant => grant({ kind: 'oauth_client_credentials', refreshSecretId: null, ...more });
const ended = { expiresAt: later(-1), renewedAt: later(-hours(1)) };
const forced = { refusedSecretId: 'sec_1' };

describe('who wants a token', () => {
  test.each<[string, Grant, ReturnType<typeof planUse>['kind']]>([
    ['uses one that is good for long', grant(), 'use'],
    ['uses one whose end is not known', grant({ expiresAt: null }), 'use'],
    ['renews one near its end', grant({ expiresAt: later(minutes(3)), renewedAt: later(-minutes(57)) }), 'renew'],
    ['renews one that has ended', grant(ended), 'renew'],
    ['uses one near its end that cannot be renewed', grant({ expiresAt: later(minutes(1)), refreshSecretId: null }), 'use'],
    ['is refused where nobody has connected yet', grant({ state: 'pending', secretId: null }), 'refuse'],
    ['is refused where a person must connect again', grant({ state: 'needs_reauth' }), 'refuse'],
    ['is refused where the server has another address now', grant({ serverUrl: 'https://other.example.test/mcp' }), 'refuse'],
    [
      'uses the token while somebody renews it',
      grant({ expiresAt: later(minutes(3)), renewedAt: later(-minutes(57)), renewal: 'sent', renewalStartedAt: later(-seconds(2)) }),
      'use',
    ],
    ['looks after a renewal that takes too long', grant({ renewal: 'sent', renewalStartedAt: later(-seconds(20)) }), 'renew'],
    ['uses the rest of a token whose renewal is lost', grant({ expiresAt: later(minutes(1)), renewal: 'lost' }), 'use'],
    [
      'does not send an unanswered refresh token again while there is time',
      grant({ expiresAt: later(minutes(2)), renewedAt: later(-hours(1)), renewal: 'unanswered' }),
      'use',
    ],
    [
      'sends it again when there is hardly anything left to lose',
      grant({ expiresAt: later(seconds(59)), renewedAt: later(-hours(1)), renewal: 'unanswered' }),
      'renew',
    ],
    [
      'waits for the next try while the token lives',
      grant({ expiresAt: later(minutes(2)), renewedAt: later(-hours(1)), renewNotBefore: later(1) }),
      'use',
    ],
    ['waits for the next try when it has ended', grant({ ...ended, renewNotBefore: later(1) }), 'refuse'],
    [
      'gets a first token of a client',
      client({ state: 'pending', secretId: null, expiresAt: null, renewedAt: null, serverOrigin: null }),
      'renew',
    ],
    ['renews a client token 60 s ahead', client({ expiresAt: later(seconds(60)), renewedAt: later(-hours(1)) }), 'renew'],
    ['uses a client token 61 s ahead', client({ expiresAt: later(seconds(61)), renewedAt: later(-hours(1)) }), 'use'],
    ['tries a refused client again after its wait', client({ ...ended, state: 'needs_reauth', renewNotBefore: later(-1) }), 'renew'],
    ['gets another client token for another address', client({ serverUrl: 'https://other.example.test/mcp' }), 'renew'],
  ])('%s', (_name, given, kind) => {
    expect(planUse(given, NOW).kind).toBe(kind);
  });

  test('renews one that the server refused, but not twice in half a minute', () => {
    expect(planUse(grant(), NOW, forced).kind).toBe('renew');
    expect(planUse(grant({ secretId: 'sec_9' }), NOW, forced).kind).toBe('use');
    expect(planUse(grant({ forcedAt: later(-seconds(29)) }), NOW, forced)).toMatchObject({
      kind: 'refuse',
      problem: { kind: 'unavailable' },
    });
    expect(planUse(grant({ forcedAt: later(-seconds(30)) }), NOW, forced).kind).toBe('renew');
  });

  test('is told that a person must act, or that it is tried again', () => {
    expect(planUse(grant({ state: 'needs_reauth', error: 'as.example.test refused: invalid_grant.' }), NOW)).toMatchObject({
      problem: {
        kind: 'needs_reauth',
        message: 'The auth profile "Main" must be connected again: as.example.test refused: invalid_grant.',
      },
    });
    expect(
      planUse(grant({ ...ended, renewNotBefore: later(1), error: 'as.example.test cannot give a token now (HTTP 503).' }), NOW),
    ).toMatchObject({
      problem: { kind: 'unavailable', message: expect.stringContaining('503') },
    });
  });
});

describe('the holder of the lock', () => {
  test.each<[string, Grant, ReturnType<typeof planRenewal>['kind']]>([
    ['sends a refresh token', grant(ended), 'request'],
    ['never sends one that somebody who is gone may have sent', grant({ ...ended, renewal: 'sent', renewalStartedAt: NOW }), 'lost'],
    ['finds that out while the token lives, too', grant({ renewal: 'sent', renewalStartedAt: NOW }), 'lost'],
    ['ends a grant whose last renewal was lost', grant({ ...ended, renewal: 'lost' }), 'end'],
    ['ends a grant that has no refresh token', grant({ ...ended, refreshSecretId: null }), 'end'],
    ['does nothing when somebody renewed it meanwhile', grant(), 'nothing'],
    ['does nothing to a grant that is over', grant({ ...ended, state: 'needs_reauth' }), 'nothing'],
    ['asks again for a client, however often', client(ended), 'request'],
  ])('%s', (_name, given, kind) => {
    expect(planRenewal(given, NOW).kind).toBe(kind);
  });
});

describe('the time of a renewal', () => {
  test('is jittered between a sixth and a quarter of the life, the same in every process', () => {
    const leads = Array.from({ length: 50 }, (_, i) => {
      const one = grant({ profileId: `auth_${i}` });
      expect(renewAt(one)).toEqual(renewAt({ ...one }));
      return (later(hours(1)).getTime() - (renewAt(one)?.getTime() ?? 0)) / hours(1);
    });
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(0.16);
    expect(Math.max(...leads)).toBeLessThanOrEqual(0.24);
    expect(new Set(leads).size).toBeGreaterThan(20);
  });

  test('leaves a short-lived token half of its life', () => {
    expect(renewAt(grant({ expiresAt: later(seconds(10)) }))).toEqual(later(seconds(5)));
    expect(renewAt(client({ expiresAt: later(seconds(10)) }))).toEqual(later(seconds(5)));
  });

  test('is not known where the end is not', () => {
    expect(renewAt(grant({ expiresAt: null }))).toBeNull();
  });
});

describe('a warning', () => {
  test.each<[string, Partial<Grant>, RegExp | null]>([
    ['is not given for a grant that renews itself', {}, null],
    [
      'is given a day before a final end',
      { refreshExpiresAt: later(hours(23)), renewedAt: later(-days(29)) },
      /until 2026-05-02 11:00 UTC only/,
    ],
    ['is not given two days before', { refreshExpiresAt: later(hours(25)), renewedAt: later(-days(29)) }, null],
    ['is not given for a short end that each renewal moves on', { refreshExpiresAt: later(minutes(30)) }, null],
    ['is given for a short end that no renewal moves', { refreshExpiresAt: later(minutes(30)), refreshEndIsFixed: true }, /only/],
    [
      'is given where there is no refresh token',
      { refreshSecretId: null },
      /gave no refresh token: the grant ends at 2026-05-01 13:00 UTC/,
    ],
    [
      'is given at once when an answer is lost',
      { renewal: 'lost' },
      /answer of the last renewal was lost.*works until 2026-05-01 13:00 UTC/,
    ],
    ['is given when an answer did not come', { renewal: 'unanswered' }, /not answered/],
    ['is not given for what is over', { state: 'needs_reauth', renewal: 'lost' }, null],
    ['is not given for a client of its own', { kind: 'oauth_client_credentials', refreshSecretId: null }, null],
  ])('%s', (_name, more, expected) => {
    const said = warningOf(grant(more), NOW);
    if (expected === null) expect(said).toBeNull();
    else expect(said).toMatch(expected);
  });

  test('knows the end that a renewal does not move', () => {
    expect(isFixedEnd(later(hours(1)), later(hours(1) + seconds(59)))).toBe(true);
    expect(isFixedEnd(later(hours(1)), later(hours(1) + seconds(61)))).toBe(false);
    expect(isFixedEnd(null, later(0))).toBe(false);
    expect(endOf(grant({ refreshSecretId: null }))).toEqual(later(hours(1)));
  });
});
