import { expect, test } from 'vitest';
import { isStopWord } from '../query-concepts.ts';
import { splitWords } from '../split-words.ts';
import { CONTENT_WORDS } from './content-words.ts';
import { PEOPLE_WORDS } from './people-words.ts';
import { MAX_PHRASE_WORDS, PHRASES } from './phrases.ts';
import { SOFTWARE_WORDS } from './software-words.ts';
import { synonymsOf } from './synonyms.ts';
import { TRADE_WORDS } from './trade-words.ts';
import { VERBS } from './verbs.ts';

test.each(Object.entries({ VERBS, PEOPLE_WORDS, TRADE_WORDS, SOFTWARE_WORDS, CONTENT_WORDS }))(
  'each line of %s has two words or more, each once, as they are cut, none that a query leaves out',
  (_, lines) => {
    const wrong = lines.filter((line) => {
      const words = line.split(' ');
      const isCut = splitWords(line, 100).join(' ') === line;
      return words.length < 2 || new Set(words).size < words.length || !isCut || words.some(isStopWord);
    });
    expect(lines.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  },
);

test('a query can hold each phrase', () => {
  const wrong = [...PHRASES].filter(([phrase, meaning]) => {
    const { length } = phrase.split(' ');
    return length < 2 || length > MAX_PHRASE_WORDS || [phrase, meaning.join(' ')].some((text) => splitWords(text, 100).join(' ') !== text);
  });
  expect(wrong).toEqual([]);
});

test('what means the same means the same both ways', () => {
  expect(synonymsOf('refund')).toContain('reimburs');
  expect(synonymsOf('reimburs')).toContain('refund');
  expect(synonymsOf('nothing of the kind')).toEqual([]);
});
