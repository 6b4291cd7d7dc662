// Which passwords are accepted (spec 09 §1): long enough, and not what everybody tries first.
import { z } from 'zod';
import { COMMON_PASSWORDS, COMMON_WORDS } from './common-passwords.ts';

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 256;
/** `abcabcabcabc` is as short as `abc`. */
const MAX_PERIOD = 6;
const MIN_DIFFERENT = 5;
/** Of shorter names too little is known. */
const MIN_NAME = 4;

/** For the schema of a form; `passwordFault` judges further, with the address. */
export const newPasswordField = z
  .string()
  // a character has at most two units, so a huge text is refused without being walked
  .refine(
    (text) => text.length <= 2 * MAX_CHARACTERS && [...text].length <= MAX_CHARACTERS,
    `must have at most ${MAX_CHARACTERS} characters`,
  )
  .refine(
    (text) => text.length > 2 * MAX_CHARACTERS || [...text].length >= MIN_CHARACTERS,
    `must have at least ${MIN_CHARACTERS} characters`,
  )
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must not contain characters that cannot be stored');

/** Undefined: acceptable. */
export function passwordFault(password: string, { email = '' }: { readonly email?: string | undefined } = {}): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase();
  if (email !== '' && stripped(plain) === stripped(email)) return 'must not be your e-mail address';
  return isCommon(plain) || isNameOf(plain, email) ? 'is too common; anybody would try it' : undefined;
}

function isCommon(plain: string): boolean {
  if (COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(plain.replaceAll(/\s/g, ''))) return true;
  if (new Set(plain).size < MIN_DIFFERENT || isRepetition(plain) || isRow(plain)) return true;
  return isMadeOfWords(lettersOf(plain));
}

/** The part before the @, with digits and marks around it. */
function isNameOf(plain: string, email: string): boolean {
  const name = lettersOf(email.split('@')[0] ?? '');
  return name.length >= MIN_NAME && lettersOf(plain) === name;
}

const stripped = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

/** `P@ssw0rd!!2024` → `password`: look-alikes read as letters, then digits and marks at both ends dropped. */
function lettersOf(plain: string): string {
  const core = plain.replaceAll(/^[^\p{L}@$]+|[^\p{L}@$]+$/gu, '');
  return [...core]
    .map((sign) => LOOKALIKES[sign] ?? sign)
    .join('')
    .replaceAll(/[^\p{L}]/gu, '');
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Nothing but common words, one after another: `passwordpassword`, `letmeinplease`. */
function isMadeOfWords(text: string): boolean {
  const reachable = new Set([0]);
  for (let at = 0; at < text.length; at += 1) {
    if (!reachable.has(at)) continue;
    for (const word of COMMON_WORDS) if (text.startsWith(word, at)) reachable.add(at + word.length);
  }
  return text !== '' && reachable.has(text.length);
}

function isRepetition(text: string): boolean {
  for (let period = 1; period <= MAX_PERIOD; period += 1) {
    if (text.length >= 2 * period && [...text].every((sign, at) => at < period || sign === text[at % period])) return true;
  }
  return false;
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1234567890qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
];

/** A piece of a row, forwards or backwards, such as `abcdefghijkl` or `987654321098`. */
const isRow = (text: string): boolean => ROWS.some((row) => row.includes(text) || [...row].toReversed().join('').includes(text));
