// The only door to the stemmer: a word without its endings, so that "branches" finds "branch".
import { stemmer } from 'stemmer';

const PLAIN = /^[a-z]{3,}$/;

/** A base form with those of its forms that no ending explains. */
const IRREGULAR = [
  'write wrote written',
  'send sent',
  'pay paid',
  'buy bought',
  'sell sold',
  'build built',
  'make made',
  'run ran',
  'hold held',
  'keep kept',
  'leave left',
  'lose lost',
  'find found',
  'give gave given',
  'take took taken',
  'break broke broken',
  'choose chose chosen',
  'begin began begun',
  'hide hid hidden',
  'see saw seen',
  'show shown',
  'tell told',
  'go went gone',
  'speak spoke spoken',
  'steal stole stolen',
  'spend spent',
  'freeze froze frozen',
  'forget forgot forgotten',
  'throw threw thrown',
  'draw drew drawn',
  'bring brought',
  'withdraw withdrew withdrawn',
  'undo undid undone',
  'do did done',
  'child children',
  'person persons',
  'index indices',
  'analysis analyses',
] as const;

const BASES = new Map(
  IRREGULAR.flatMap((line) => {
    const [base = '', ...forms] = line.split(' ');
    return forms.map((form) => [form, base] as const);
  }),
);

/** Words of other alphabets, and those with digits, stay as they are. */
export function stemWord(word: string): string {
  const base = BASES.get(word) ?? word;
  return PLAIN.test(base) ? stemmer(base) : base;
}
