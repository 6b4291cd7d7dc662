import { describe, expect, it } from 'vitest';
import { createRedactor } from '#platform/secrets/redact';
import { cleanValue, resultExcerpt } from './result-excerpt.ts';

const SECRET = 'hunter2-hunter2-hunter2';
const redactor = createRedactor([SECRET]);
const text = (value: string) => ({ type: 'text', text: value });
const excerptOf = (result: Parameters<typeof resultExcerpt>[0]) => resultExcerpt(result, redactor);

describe('an excerpt', () => {
  it.each([
    [{ structuredContent: { a: 1 }, content: [text('a is 1')] }, '{"a":1}'],
    [{ content: [text('one'), { type: 'image', data: 'x' }, text('two')] }, 'one\ntwo'],
    [
      { content: [{ type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }] },
      '[{"type":"image","data":"[binary removed]","mimeType":"image/png"}]',
    ],
    [{ content: [] }, null],
    [{ content: [text(`the key is ${SECRET}.`)] }, 'the key is [redacted:stored_secret].'],
    [
      { structuredContent: { apiKey: 'x', note: SECRET }, content: [] },
      '{"apiKey":"[redacted:secret_field]","note":"[redacted:stored_secret]"}',
    ],
  ])('of %j is %s', (result, excerpt) => {
    expect(excerptOf(result)).toBe(excerpt);
  });

  it('has at most 4 KiB and ends with a whole character', () => {
    for (const unit of ['a ', 'ü', '€', '😀']) {
      const excerpt = excerptOf({ content: [text(`x${unit.repeat(5_000)}`)] }) ?? '';
      expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(4096);
      expect(Buffer.byteLength(excerpt)).toBeGreaterThan(4080);
      expect(excerpt.isWellFormed() && !excerpt.includes('\ufffd') && excerpt.endsWith('…')).toBe(true);
    }
  });

  it('never holds half a secret, wherever the text is cut', () => {
    for (const before of [4_090, 4_080, 65_530, 65_520, 57_340]) {
      const long = `${'x'.repeat(before)}${SECRET}${'y'.repeat(100_000)}`;
      expect(excerptOf({ content: [text(long)] })).not.toContain('hunter2');
      expect(excerptOf({ structuredContent: { a: long, b: SECRET }, content: [] })).not.toContain('hunter2');
      // base64 shrinks when it is removed, so that the place of the cut moves to the front
      expect(excerptOf({ content: [text(`${'A'.repeat(before)} ${SECRET}${'y'.repeat(100_000)}`)] })).not.toContain('hunter2');
    }
  });

  it('of ten megabytes is made at once', () => {
    const structuredContent = { rows: Array.from({ length: 100_000 }, (_, id) => ({ id, text: 'x'.repeat(80) })) };
    const started = performance.now();
    expect(Buffer.byteLength(excerptOf({ structuredContent, content: [] }) ?? '')).toBeLessThanOrEqual(4096);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('of a value is short enough to quote, and as free of secrets', () => {
    expect(cleanValue({ token: 'abc', list: [SECRET] }, redactor)).toEqual({
      token: '[redacted:secret_field]',
      list: ['[redacted:stored_secret]'],
    });
  });
});
