import { expect, test } from 'vitest';
import { readHeader } from './script-header.ts';

test('the header of the worked example is read', () => {
  const script = `/**
 * @intent Tag every available pet for the spring campaign
 * @context The user wants all available pets tagged; pets that already carry
 *   the tag are skipped
 * @frustration_level low
 */
const pets = await petstore.listPets();`;
  expect(readHeader(script)).toEqual({
    intent: 'Tag every available pet for the spring campaign',
    context: 'The user wants all available pets tagged; pets that already carry the tag are skipped',
    frustration: 'low',
  });
});

test.each([
  ['no block', 'return 1;', {}],
  ['an ordinary comment', '/* @intent no */ return 1;', {}],
  ['a block that is not at the start', 'const a = 1;\n/** @intent no */', {}],
  ['a block without an end', '/** @intent no', {}],
  ['one line', '/** @intent Count pets */', { intent: 'Count pets' }],
  ['white space before it', '\n\n  /** @intent Count pets */', { intent: 'Count pets' }],
  ['an unknown level', '/** @frustration_level furious */', {}],
  ['a level in capitals', '/** @frustration_level HIGH */', { frustration: 'high' }],
  ['an empty tag', '/**\n * @intent\n * @context c\n */', { context: 'c' }],
  ['other tags between', '/**\n * @intent a\n * @author eve\n * not the intent\n */', { intent: 'a' }],
  ['a tag said twice', '/**\n * @intent first\n * @intent second\n */', { intent: 'first' }],
  ['a longer name', '/** @intentional no */', {}],
  ['Windows line ends', '/**\r\n * @intent a\r\n * b\r\n */', { intent: 'a b' }],
])('%s', (_, script, header) => {
  expect(readHeader(script)).toEqual(header);
});

test('long texts are cut, never through a character, and hold nothing that cannot be stored', () => {
  const { intent = '', context = '' } = readHeader(`/**\n * @intent ${'a'.repeat(499)}😀\n * @context a\0b${'c'.repeat(5_000)}\n */`);
  expect(intent).toHaveLength(500);
  expect(intent.isWellFormed()).toBe(true);
  expect(context).toHaveLength(2_000);
  expect(context.startsWith('abc')).toBe(true);
});
