// Shapes of secrets, found and replaced; properties over hostile texts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { A20, A40, JWT, of, PEM, SECRET_SAMPLES } from '#test/secret-samples';
import { createRedactor } from './redact.ts';
import { findSecret, secretRuleOf } from './secret-shapes.ts';

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
  it.each(SECRET_SAMPLES)('%s is found in %s and replaced', (rule, text, redacted) => {
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
    { name: 'token', value: 'three of them' },
    { required: ['token'] },
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

  it('removes every text under the name of a secret, in a list and as a pair too', () => {
    const json = { token: ['a', ''], headers: [{ name: 'Authorization', value: A20 }], note: { name: 'token', value: 'three' } };
    expect(createRedactor().redact(json)).toEqual({
      token: ['[redacted:secret_field]', ''],
      headers: [{ name: 'Authorization', value: '[redacted:secret_field]' }],
      note: { name: 'token', value: 'three' },
    });
  });

  const VALUE = 'kö/nig "A&B" <s3cret>+1';
  it.each([
    ['as it is', VALUE],
    ['in JSON', JSON.stringify({ x: VALUE })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ x: VALUE }))],
    ['in JSON with escaped slashes', JSON.stringify(VALUE).replaceAll('/', '\\/')],
    ['in ASCII JSON', JSON.stringify(VALUE).replace('ö', '\\u00f6')],
    ['in a URL', `https://a.example/?q=${encodeURIComponent(VALUE)}&x=1`],
    ['in a form', new URLSearchParams({ q: VALUE }).toString()],
    ['percent-encoded all over', [...Buffer.from(VALUE)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['in HTML', VALUE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    ['in base64', Buffer.from(VALUE).toString('base64')],
    ['in base64url', Buffer.from(VALUE).toString('base64url')],
    ['in base64 with other things', Buffer.from(`ada:${VALUE} and more`).toString('base64')],
    ['in base64 behind a path', `/v1/${Buffer.from(VALUE).toString('base64')}`],
    ['in hex', Buffer.from(VALUE).toString('hex')],
    ['in hex, upper case', Buffer.from(VALUE).toString('hex').toUpperCase()],
    ['as a header', `X-Key: ${VALUE}`],
    ['broken over lines', `${VALUE.slice(0, 9)}\n   ${VALUE.slice(9, 14)}\r\n${VALUE.slice(14)}`],
    ['broken in JSON', `${VALUE.slice(0, 9)}\\n${VALUE.slice(9)}`.replaceAll('"', '"')],
  ])('removes an exact value %s', (_how, text) => {
    const redacted = createRedactor([VALUE]).redactText(`before ${text} after`);
    expect(redacted).toContain('[redacted:stored_secret]');
    expect(redacted).toMatch(/^before .*after$/s);
    for (const part of ['s3cret', 'nig', 'A&B', '%73%33', 'czNjcmV0', '733363']) expect(redacted).not.toContain(part);
  });

  it('takes out of a broken text what the value covers, and nothing else', () => {
    const value = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const text = `one\ntwo abcdefghijkl\nmnopqrstuvwx\n  yz0123456789 three\nabcdefghijklmnopqr\nstuvwxyz0123456789\nfour`;
    expect(createRedactor([value]).redactText(text)).toBe('one\ntwo [redacted:stored_secret] three\n[redacted:stored_secret]\nfour');
  });

  it('knows the parts that come back alone: what follows a scheme, the password of Basic, the lines of a key', () => {
    const basic = `Basic ${Buffer.from('ada:correct-horse').toString('base64')}`;
    const key = of('-----BEGIN EC PRIVATE', ` KEY-----\n${A40}abcdefgh\nshort\n-----END EC PRIVATE`, ' KEY-----\n');
    const { redactText } = createRedactor(['Token quite-a-credential', basic, key]);
    expect(redactText('got quite-a-credential')).toBe('got [redacted:stored_secret]');
    expect(redactText('got ada:correct-horse and correct-horse')).toBe('got [redacted:stored_secret] and [redacted:stored_secret]');
    expect(redactText(`the body is ${A40}abcdefgh`)).toBe('the body is [redacted:stored_secret]');
    expect(redactText(`in one line ${A40}abcdefghshort`)).not.toContain(A20);
  });

  it('removes a short value only where it cannot be taken for a word or a number', () => {
    const { redactText } = createRedactor(['p@ss1', 'a1b2', 'test', '4711', 'ab', '']);
    expect(redactText('p@ss1, a1b2; xa1b2 a1b2c test 4711 ab')).toBe(
      '[redacted:stored_secret], [redacted:stored_secret]; xa1b2 a1b2c test 4711 ab',
    );
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

  it('sees a secret in the bytes of a body that is kept', () => {
    const { isInBytes } = createRedactor(['hunter-two']);
    const picture = (text: string) =>
      Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 0xff]), Buffer.from(text), Buffer.from([0, 0xfe])]);
    expect([isInBytes(picture('hunter-two')), isInBytes(picture(of('ghp_', A40))), isInBytes(picture('a picture'))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isInBytes(picture(Buffer.from('hunter-two').toString('base64')))).toBe(true);
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
  const manySecrets = fc.array(
    fc.oneof(fc.string({ minLength: 4, maxLength: 12 }), fc.constantFrom('hunter', 'huntertwo', 'redacted', 'password=', A20)),
    { maxLength: 4 },
  );

  it('is idempotent, and leaves none of the exact values', () => {
    fc.assert(
      fc.property(texts, manySecrets, (text, secrets) => {
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
    ['-----BEGIN%20'.repeat(80_000)],
    [`-----BEGIN ${'A '.repeat(500_000)}`],
    ['aws_secret_access_key='.repeat(40_000)],
    ['eyJaaaaaa..'.repeat(90_000)],
    [`eyJaaaaaa..${'a'.repeat(1_000_000)}`],
    [`a://u:${'@'.repeat(1_000_000)}`],
    ['a://u:p@ '.repeat(110_000)],
    ['ghp_'.repeat(250_000)],
    ['xoxb.xox'.repeat(120_000)],
    ['1//0'.repeat(250_000)],
    ['%41'.repeat(340_000)],
    ['%'.repeat(1_000_000)],
    ['aaaaaaaaaaaaaaaa\n'.repeat(60_000)],
    ['\n'.repeat(1_000_000)],
    ['\\n'.repeat(500_000)],
    [' \n\t'.repeat(340_000)],
    [`\n${' '.repeat(1_000_000)}`],
    ['abcdef0123456789 '.repeat(60_000)],
    ['hunter-tw'.repeat(110_000)],
    ['[redacted:'.repeat(100_000)],
    ['\ud800'.repeat(1_000_000)],
  ])('is done with hostile text %# within five seconds', (text) => {
    const secrets = ['hunter-two', 'aaaaaaaaaaaaaaaaab', `${'a'.repeat(40)}\n${'b'.repeat(40)}`, 'p@ss1'];
    const mib = text.repeat(Math.ceil((1 << 20) / text.length)).slice(0, 1 << 20);
    const started = performance.now();
    createRedactor(secrets).redactText(mib);
    secretRuleOf(mib);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is done with two thousand secrets and a mebibyte within ten seconds', () => {
    const secrets = Array.from({ length: 2_000 }, (_, i) => `secret-${(i * 7_919).toString(36)}-${A20.slice(i % 9)}`);
    const text = `${secrets[1_234]} lorem ipsum dolor sit amet `.repeat(25_000).slice(0, 1 << 20);
    const started = performance.now();
    expect(createRedactor(secrets).redactText(text)).not.toContain(secrets[1_234]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
