// What messages look like in each channel, and what hostile names and texts can do there: nothing.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { alertMessage } from '#test/alert-message';
import type { AlertMessage, MessageType } from '../message.ts';
import { emailWords } from './email-words.ts';
import { mrkdwn } from './mrkdwn.ts';
import { signWebhook } from './sign-webhook.ts';
import { slackWords } from './slack-words.ts';
import { webhookBody } from './webhook-body.ts';

const textsOf = (message: AlertMessage): string[] => {
  const { text, blocks } = slackWords(message);
  return [
    text,
    ...blocks
      .flatMap((block) => ('text' in block ? [block.text] : 'fields' in block ? block.fields : block.elements))
      .map((one) => one.text),
  ];
};
const everywhere = (words: string): AlertMessage =>
  alertMessage({
    organization: { id: 'org_01', slug: 'acme', name: words },
    rule: { id: 'rule_01', name: words },
    target: { type: 'monitor', id: 'mon_01', name: words },
    cause: { runId: null, checkId: 'chk_01', status: words, classification: words, message: `${words}!` },
    summary: words,
  });

describe('Slack', () => {
  test('a message says rule, object, what happened, how often, since when, and where to look', () => {
    expect(textsOf(alertMessage({ summary: '2 of 3 failed', incident: { ...incident, failureCount: 3 } }))).toEqual([
      'Failing: Order lookup. 2 of 3 failed',
      '*Failing:* Order lookup',
      '2 of 3 failed',
      '*Rule*\nOrder lookup prod',
      '*Workflow*\nOrder lookup',
      '*Status*\nfail (server)',
      '*What happened*\n2 of 3 required criteria failed',
      '*Failures*\n3',
      '*Since*\n2026-01-31 09:30 UTC',
      '*Organization*\nAcme',
      '<https://armature.example.com/o/acme/runs/run_6f1c|Open the run>',
    ]);
  });

  test.each([
    '<!channel>',
    '<!here|here>',
    '<!subteam^S012345|@team>',
    '<@U012345>',
    '<#C012345|general>',
    '<https://evil.example|Sign in again>',
    '<mailto:x@evil.example|mail>',
    '&lt;!channel&gt;',
    '<<!channel>>',
    '< ! c h a n n e l >',
  ])('%s is shown and not obeyed, wherever it stands', (words) => {
    const [link, ...rest] = textsOf(everywhere(words)).toReversed();
    expect(link).toBe('<https://armature.example.com/o/acme/runs/run_6f1c|Open the monitor>');
    for (const text of rest) {
      expect(text).not.toMatch(/[<>]/);
      expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
    }
    const shown = rest.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    expect(shown.split(words).length - 1).toBeGreaterThanOrEqual(7);
  });

  test('what looks like an address, a channel or a mention stays text: every text is verbatim', () => {
    const { blocks } = slackWords(everywhere('@channel #general https://evil.example'));
    const texts = blocks.flatMap((block) => ('text' in block ? [block.text] : 'fields' in block ? block.fields : block.elements));
    expect(texts.map(({ type, verbatim }) => [type, verbatim])).toEqual(texts.map(() => ['mrkdwn', true]));
  });

  test('a line break in a name begins no line', () => {
    const texts = textsOf(everywhere('Shop\n*Rule*\nfine\r\n\u2028\u202eelif'));
    for (const text of texts) expect(text.replace(/^\*[A-Za-z ]+\*\n/, '')).not.toMatch(/[\n\r\u2028\u202e]/);
  });

  test('stays within the limits of Slack, and an entity is never cut', () => {
    const { blocks } = slackWords(everywhere('&'.repeat(5000)));
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if ('text' in block) expect(block.text.text.length).toBeLessThanOrEqual(3000);
      if ('fields' in block) expect(block.fields.length).toBeLessThanOrEqual(10);
    }
    for (const text of textsOf(everywhere('&'.repeat(5000)))) {
      expect(text.length).toBeLessThanOrEqual(3000);
      expect(text.replaceAll('&amp;', '')).not.toContain('&');
    }
  });

  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a&b', 7, 'a&amp;b'],
    ['a&bc', 7, 'a&amp;…'],
    ['&&', 5, '…'],
    ['😀😀', 3, '😀…'],
    ['', 3, ''],
  ])('%j in %i characters is %j', (text, max, expected) => {
    expect(mrkdwn(text, max)).toBe(expected);
  });

  test('nothing is empty where Slack takes no empty text', () => {
    for (const text of textsOf(everywhere('\u0000\n'))) expect(text.replace(/^\*[A-Za-z ]+:?\*\s/, '')).not.toBe('');
  });
});

const incident = { id: 'inc_01', state: 'open', openedAt: '2026-01-31T09:30:00.000Z', closedAt: null, failureCount: 1 } as const;

describe('a mail', () => {
  test.each<[MessageType, string]>([
    ['incident.opened', '[Armature] Order lookup prod: Order lookup failing'],
    ['incident.renotified', '[Armature] Order lookup prod: Order lookup failing'],
    ['incident.recovered', '[Armature] Order lookup prod: Order lookup recovered'],
    ['catalog.breaking_change', '[Armature] Order lookup prod: Order lookup changed in a breaking way'],
    ['credential.expiring', '[Armature] Order lookup prod: Order lookup must be connected again soon'],
    ['test', '[Armature] Test message'],
  ])('of type %s has the subject %s', (type, subject) => {
    expect(emailWords(alertMessage({ type })).subject).toBe(subject);
  });

  test('says the same in text and in HTML', () => {
    const { text, html } = emailWords(alertMessage());
    for (const words of [
      'Failing: Order lookup',
      '2 of 3 required criteria failed',
      'Order lookup prod',
      'fail (server)',
      '2026-01-31 09:30 UTC',
      'Acme',
    ]) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
    expect(text).toContain('Open the run:\nhttps://armature.example.com/o/acme/runs/run_6f1c\n');
    expect(html).toContain('<a href="https://armature.example.com/o/acme/runs/run_6f1c">Open the run</a>');
  });

  test.each(['Shop\r\nBcc: eve@evil.example', 'Shop\nContent-Type: text/html', 'Shop\u2028X: y', 'Shop\u0000\u0085'])(
    'a name like %j begins no header',
    (name) => {
      const { subject } = emailWords(everywhere(name));
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(subject).toMatch(/^\[Armature\] Shop/);
    },
  );

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</td></table><a href="https://evil.example">x</a>',
  ])('%s is shown and not obeyed', (words) => {
    const { html } = emailWords(everywhere(words));
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).not.toMatch(/<(script|img)|onmouseover='|onerror=alert\(1\)>/);
    expect(html.match(/<tr>/g)).toHaveLength(7);
  });

  test('an address in a name is not made a link by mail programs', () => {
    const { text, html } = emailWords(everywhere('https://evil.example/sign-in'));
    expect(text.match(/https?:\/\//g)).toHaveLength(1);
    expect(html.match(/https?:\/\//g)).toHaveLength(1);
  });
});

describe('a webhook', () => {
  test('is this JSON and nothing more', () => {
    expect(JSON.parse(webhookBody(alertMessage()))).toEqual({
      type: 'incident.opened',
      timestamp: '2026-01-31T09:30:00.000Z',
      data: {
        organization: { id: 'org_01', slug: 'acme' },
        rule: { id: 'rule_01', name: 'Order lookup prod' },
        incident: { id: 'inc_01', state: 'open', openedAt: '2026-01-31T09:30:00.000Z', failureCount: 1 },
        target: { type: 'workflow', id: 'wf_01', name: 'Order lookup' },
        cause: { runId: 'run_6f1c', checkId: null, status: 'fail', classification: 'server', message: '2 of 3 required criteria failed' },
        url: 'https://armature.example.com/o/acme/runs/run_6f1c',
      },
    });
  });

  test('without a run or check still says what happened, in the same place', () => {
    const message = alertMessage({ type: 'catalog.breaking_change', incident: null, cause: null, summary: 'The tool order_get is gone' });
    expect(JSON.parse(webhookBody(message)).data).toMatchObject({
      incident: null,
      cause: { runId: null, checkId: null, status: 'catalog.breaking_change', classification: null, message: 'The tool order_get is gone' },
    });
  });

  test('is signed as Standard Webhooks says: the known example of its specification', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const signable = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signWebhook(secret, signable)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('another body, time, id or secret has another signature', () => {
    const secret = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;
    const signable = { id: 'dlv_1', timestamp: 1, body: '{}' };
    const all = [
      signWebhook(secret, signable),
      signWebhook(secret, { ...signable, id: 'dlv_2' }),
      signWebhook(secret, { ...signable, timestamp: 2 }),
      signWebhook(secret, { ...signable, body: '{ }' }),
      signWebhook(`whsec_${Buffer.alloc(32, 'b').toString('base64')}`, signable),
    ];
    expect(new Set(all).size).toBe(5);
    expect(all[0]).toBe(`v1,${createHmac('sha256', Buffer.alloc(32, 'a')).update('dlv_1.1.{}').digest('base64')}`);
  });
});
