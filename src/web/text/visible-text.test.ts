// What hides in a text of a server is written out, and nothing else is touched.
import { describe, expect, it } from 'vitest';
import { visibleParts, visibleText } from './visible-text.ts';

describe('a text of a server', () => {
  it('shows what cannot be seen, and what the API has written out already', () => {
    expect(visibleText('pay\u200bload \u202egnp.exe')).toBe('pay\\u{200B}load \\u{202E}gnp.exe');
    expect(visibleParts('a\u{e0041}b\\u{200B}⟨h⟩c').map(({ text, isEscape }) => (isEscape ? `[${text}]` : text))).toEqual([
      'a',
      '[\\u{E0041}]',
      'b',
      '[\\u{200B}]',
      '[⟨h⟩]',
      'c',
    ]);
  });

  it('leaves ordinary text of any script as it is', () => {
    for (const text of ['order_get', 'naïve – “quoted” 日本語 🎉', '❤️ 👩‍💻', 'two\nlines'])
      expect(visibleParts(text)).toEqual([{ text, isEscape: false }]);
  });
});
