// Shapes of secrets, found and replaced; properties over hostile texts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';
import { findSecret, secretRuleOf } from './secret-shapes.ts';

/** Put together at run time, so that this file does not look like a leak to scanners. */
const of = (...parts: string[]): string => parts.join('');
const A20 = 'a1B2c3D4e5F6g7H8i9J0';
const A40 = A20 + A20;
const JWT = of('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTYifQ', '.', A40);
const PEM = of('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE', ' KEY-----');

const SECRETS: [rule: string, text: string, redacted: string][] = [
  ['private_key', `key: ${PEM} end`, 'key: [redacted:private_key] end'],
  ['private_key', of('-----BEGIN PRIVATE', ' KEY-----\ncut off'), '[redacted:private_key]'],
  ['armature_key', `use ${of('amt_', A20.slice(0, 12), '_', A40)} now`, 'use [redacted:armature_key] now'],
  ['armature_key', of('ami_', A20.slice(0, 12), '_', A40), '[redacted:armature_key]'],
  ['aws_key', of('AKIA', 'IOSFODNN7EXAMPLE'), '[redacted:aws_key]'],
  ['github_token', of('ghp_', A40), '[redacted:github_token]'],
  ['github_token', of('github_pat_', A20, '_', A40), '[redacted:github_token]'],
  ['google_key', of('AIza', A40.slice(0, 35)), '[redacted:google_key]'],
  ['slack_token', of('xoxb-', '123456789012-', A20), '[redacted:slack_token]'],
  ['slack_webhook', of('https://hooks.slack.com', '/services/T000/B000/', A20), '[redacted:slack_webhook]'],
  ['stripe_key', of('sk_live_', A20), '[redacted:stripe_key]'],
  ['anthropic_key', of('sk-ant-', 'api03-', A40), '[redacted:anthropic_key]'],
  ['openai_key', of('sk-', A40), '[redacted:openai_key]'],
  ['openai_key', of('sk-proj-', A40), '[redacted:openai_key]'],
  ['jwt', `token ${JWT}.`, 'token [redacted:jwt].'],
  ['url_password', of('postgres://', 'app:s3cret@db.example/x'), 'postgres://[redacted:url_password]@db.example/x'],
  ['bearer', of('Authorization: Bearer ', A20), 'Authorization: Bearer [redacted:bearer]'],
  ['bearer', of('bearer ', 'abcdefghijklmnop'), 'bearer [redacted:bearer]'],
  ['basic', of('Basic ', 'dXNlcjpwYXNzd29yZA=='), 'Basic [redacted:basic]'],
  ['named_value', of('password=', 'hunter2hunter2hunter2'), 'password=[redacted:named_value]'],
  ['named_value', of('"api_key": "', A20, '"'), '"api_key": "[redacted:named_value]"'],
  ['named_value', of('{\\"clientSecret\\":\\"', A20, '\\"}'), '{\\"clientSecret\\":\\"[redacted:named_value]\\"}'],
];

const BENIGN = [
  'Create a token and check that the token is present.',
  'password: <your password>',
  'password=short1',
  'secret = "allletterswithoutdigits"',
  'my_token_count=12345678901234567890x is a number',
  'Bearer token',
  'Bearer [A-Za-z0-9]+',
  'basic responsibilities',
  'https://example.com/a:b@c',
  'https://user@example.com/',
  'mailto:ada@example.com',
  'time 12:30:45@noon',
  'sk-folding-cube',
  'task-sk-123',
  'amt_a1B2c3D4e5F6…',
  'ami-0abcdef1234567890',
  'AKIA is a prefix',
  'eyJ is how JSON begins in base64',
  'order id 018f4a3e-7b1c-7c3e-9f0a-1b2c3d4e5f60',
  '-----BEGIN CERTIFICATE-----',
  'tokenizer=bert-base-uncased-2018',
  'pagination_token: abc',
  '',
];

describe('secret shapes', () => {
  it.each(SECRETS)('%s is found in %s and replaced', (rule, text, redacted) => {
    expect(secretRuleOf(text)).toBe(rule);
    expect(createRedactor().redactText(text)).toBe(redacted);
  });

  it.each(BENIGN)('%j is no secret', (text) => {
    expect(secretRuleOf(text)).toBeUndefined();
    expect(createRedactor().redactText(text)).toBe(text);
  });

  it.each([
    'password',
    'passwd',
    'secret',
    'token',
    'apiKey',
    'access_key',
    'AUTHORIZATION',
    'credential',
    'client-secret',
    'privateKey',
    'connectionString',
    'dsn',
  ])('a text under the name %s is a secret', (name) => {
    expect(findSecret({ a: [{ [name]: 'x' }] }, ['arguments'])).toEqual({ field: `arguments.a[0].${name}`, rule: 'secret_field' });
    expect(createRedactor().redact({ a: [{ [name]: 'x' }] })).toEqual({ a: [{ [name]: '[redacted:secret_field]' }] });
  });

  it.each([
    { passwords: 'x' },
    { password: '' },
    { password: 3 },
    { password: null },
    { properties: { token: { type: 'string' } } },
    { token: '[redacted:secret_field]' },
    { tokenCount: 'x' },
  ])('%j holds none', (json) => {
    expect(findSecret(json)).toBeUndefined();
  });

  it('names the field and never the value', () => {
    const secret = of('ghp_', A40);
    expect(findSecret({ criteria: [{ text: 'fine' }, { text: `see ${secret}` }] })).toEqual({
      field: 'criteria[1].text',
      rule: 'github_token',
    });
    expect(findSecret({ [secret]: 1 })).toEqual({ field: 'body', rule: 'github_token' });
    expect(findSecret(secret, ['testerPrompt'])).toEqual({ field: 'testerPrompt', rule: 'github_token' });
  });

  it('refuses what it cannot look through', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 200; i += 1) deep = [deep];
    expect(findSecret({ deep })).toEqual({ field: 'deep', rule: 'unreadable' });
  });
});

describe('the redactor', () => {
  it('removes exact values, longest first, in every spelling that JSON and URLs give them', () => {
    const { redactText } = createRedactor(['hunter', 'hunter-two', 'a "quoted" one', 'short']);
    expect(redactText('hunter-two hunter short')).toBe('[redacted:stored_secret] [redacted:stored_secret] short');
    expect(redactText(JSON.stringify({ x: 'a "quoted" one' }))).toBe('{"x":"[redacted:stored_secret]"}');
    expect(redactText(encodeURIComponent('a "quoted" one'))).toBe('[redacted:stored_secret]');
  });

  it('does not let a secret that looks like a marker, or like a pattern, break it', () => {
    expect(createRedactor(['redacted', '[a-z]+.*', '$&$1$&']).redactText(`[a-z]+.* redacted $&$1$& ${of('ghp_', A40)}`)).toBe(
      '[redacted:stored_secret] [redacted:stored_secret] [redacted:stored_secret] [redacted:github_token]',
    );
  });

  it('works on deep JSON, keys too, and leaves the rest as it was', () => {
    const json = { n: 1, ok: true, nothing: null, list: ['a', { text: `x ${JWT}` }], [of('ghp_', A40)]: 2 };
    expect(createRedactor().redact(json)).toEqual({
      n: 1,
      ok: true,
      nothing: null,
      list: ['a', { text: 'x [redacted:jwt]' }],
      '[redacted:github_token]': 2,
    });
  });

  it('removes bodies: base64 of 512 characters and more, wrapped base64, binary, buffers', () => {
    const { redact, redactText } = createRedactor();
    expect(redactText(`data:image/png;base64,${'iVBOR'.repeat(150)}== end`)).toBe('data:image/png;base64,[base64 removed] end');
    expect(redactText(`${'QUJD'.repeat(19)}\n`.repeat(10))).toBe('[base64 removed]');
    expect(redactText('QUJD'.repeat(127))).toBe('QUJD'.repeat(127));
    expect(redactText('PK\u0003\u0004\u0000\u0000')).toBe('[binary removed]');
    expect(redactText(`${'\ufffd\u0001'.repeat(20)}text`)).toBe('[binary removed]');
    expect(redactText('\u001b[31mred\u001b[0m')).toBe('\u001b[31mred\u001b[0m');
    expect(redact({ b: Buffer.from('x') })).toEqual({ b: '[binary removed]' });
  });

  it('keeps content blocks with a marker in the place of their body', () => {
    const blocks = [
      { type: 'image', data: 'QUJD'.repeat(300), mimeType: 'image/png' },
      { type: 'audio', data: 'QUJD', mimeType: 'audio/wav' },
      { type: 'text', text: 'hi' },
      { type: 'resource', resource: { uri: 'a://b', blob: 'QUJD' } },
    ];
    expect(createRedactor().redact(blocks)).toEqual([
      { type: 'image', data: '[base64 removed]', mimeType: 'image/png' },
      { type: 'audio', data: '[binary removed]', mimeType: 'audio/wav' },
      { type: 'text', text: 'hi' },
      { type: 'resource', resource: { uri: 'a://b', blob: '[binary removed]' } },
    ]);
  });

  it('fails closed: what it cannot read is replaced, and nothing is thrown', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const hostile = {
      get x(): string {
        throw new Error('no');
      },
    };
    const { redact } = createRedactor();
    expect(JSON.stringify(redact(cyclic))).toContain('[redaction failed]');
    expect(redact({ hostile })).toEqual({ hostile: '[redaction failed]' });
    expect(redact({ at: new Date(0), big: 1n, f: () => 1 })).toEqual({ at: '1970-01-01T00:00:00.000Z', big: '1', f: undefined });
  });

  it('gives what a jsonb column accepts', () => {
    expect(createRedactor().redactText('half \ud800 pair')).toBe('half \ufffd pair');
  });

  const fragments = fc.constantFrom(
    of('ghp_', A40),
    of('sk-ant-', A20),
    of('AKIA', 'IOSFODNN7EXAMPLE'),
    JWT,
    PEM,
    'eyJ',
    'Bearer ',
    'Basic ',
    'password=',
    'token: "',
    'https://',
    'a:b@c',
    '[redacted:',
    'jwt]',
    '-',
    '_',
    ' ',
    '"',
    '\\',
    '/',
    '.',
    ':',
    '@',
    A20,
    'QUJD'.repeat(130),
    '\n',
    'hunter',
    'two',
  );
  const texts = fc.array(fc.oneof(fragments, fc.string({ maxLength: 8 })), { maxLength: 25 }).map((parts) => parts.join(''));
  const values = fc.array(
    fc.oneof(fc.string({ minLength: 4, maxLength: 12 }), fc.constantFrom('hunter', 'huntertwo', 'redacted', 'password=', A20)),
    { maxLength: 4 },
  );

  it('is idempotent, and leaves none of the exact values', () => {
    fc.assert(
      fc.property(texts, values, (text, secrets) => {
        const { redactText } = createRedactor(secrets);
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
        const bare = once.replaceAll(/\[(redacted:[a-z_]+|(binary|base64) removed|redaction failed|secret)\]/g, '\u0001');
        for (const secret of secrets) if (secret.length >= 6 && secret.trim() !== '') expect(bare).not.toContain(secret);
      }),
      { numRuns: 600 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withTypedArray: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        (anything) => {
          const { redact } = createRedactor(['secret-value']);
          expect(() => JSON.stringify(redact(anything))).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['eyJ'.repeat(100_000)],
    ['eyJ-'.repeat(80_000)],
    ['-----BEGIN PRIVATE KEY-----'.repeat(10_000)],
    ['a://'.repeat(70_000)],
    [`a:${'b'.repeat(300_000)}`],
    ['token='.repeat(50_000)],
    ['bearer '.repeat(50_000)],
    ['A'.repeat(300_000)],
    ['A/'.repeat(150_000)],
    [`${'A'.repeat(70)}\n`.repeat(4_000)],
    ['aaa.'.repeat(80_000)],
    ['xoxb-'.repeat(60_000)],
    [' '.repeat(300_000)],
    ['password    :    '.repeat(20_000)],
  ])('takes linear time on %#', (text) => {
    const started = performance.now();
    createRedactor(['hunter-two', 'aaaaaaaaaaaaaaaaab']).redactText(text);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
