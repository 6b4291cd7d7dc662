import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSearch } from './build-search.ts';
import { openSearch } from './open-search.ts';
import type { OpenedSearch } from './open-search.ts';
import type { SearchDocument } from './search-document.ts';

const document = (id: string, path: string, summary: string, more: Partial<SearchDocument['words']> = {}): SearchDocument => ({
  id,
  words: { id, path, summary, description: '', parameters: [], schemas: [], aliases: [], method: 'GET', ...more },
});

const PETS = [
  document('listPets', '/pets', 'List pets', { parameters: ['status', 'limit'], schemas: ['Pet'] }),
  document('getPet', '/pets/{petId}', 'Get a pet', { schemas: ['Pet'] }),
  document('updatePet', '/pets/{petId}', 'Change a pet', { method: 'PATCH', parameters: ['tags'], schemas: ['Pet'] }),
  document('deletePet', '/pets/{petId}', 'Delete a pet', { method: 'DELETE' }),
  document('createOrder', '/orders', 'Place an order', { method: 'POST', aliases: ['buy', 'checkout basket'], schemas: ['Order'] }),
  document('listOrders', '/orders', 'List orders', { schemas: ['Order'], description: 'The purchases of a customer, newest first.' }),
  document('getInventory', '/store/inventory', 'Returns inventories by status', { description: 'A map of status codes to quantities' }),
];

const opened = (documents: readonly SearchDocument[]): OpenedSearch => {
  const { index, vectors } = buildSearch(documents);
  return openSearch(index, vectors);
};
const pets = opened(PETS);
const first = (query: string): string | undefined => pets.search(query, 5).matches[0]?.id;

describe('what is found first', () => {
  test.each([
    ['an operation by its name', 'updatePet', 'updatePet'],
    ['an operation by its words', 'list pets', 'listPets'],
    ['by another ending', 'listing of pet', 'listPets'],
    ['by a synonym of the verb', 'remove a pet', 'deletePet'],
    ['by a synonym of the noun', 'show all purchases', 'listOrders'],
    ['by a phrase for the verb', 'get rid of a pet', 'deletePet'],
    ['by a word that no operation says', 'shoppers', 'listOrders'],
    ['by the method, where the words are the same', 'which pet', 'getPet'],
    ['by an alias', 'checkout', 'createOrder'],
    ['by a parameter', 'tags', 'updatePet'],
    ['by a word of the description', 'quantities', 'getInventory'],
    ['by the beginning of a word', 'invent', 'getInventory'],
    ['with a typing error', 'inventry', 'getInventory'],
    ['by a path', '/store/inventory', 'getInventory'],
    ['by a method and a path', 'PATCH /pets/{id}', 'updatePet'],
  ])('%s', (_, query, id) => {
    expect(first(query)).toBe(id);
  });
});

test('what is named scores 1, and nothing that is only alike scores as much', () => {
  const { matches } = pets.search('getPet', 10);
  expect(matches[0]).toEqual({ id: 'getPet', score: 1 });
  expect(matches.slice(1).every(({ score }) => score <= 0.5)).toBe(true);
});

test('a document without a summary is found by the first sentence of its description, without its markup', () => {
  const search = opened([
    document('opA', '/a', '', { description: '<p>Reopens a <b>dispute</b>. Takes care of pets.</p>' }),
    document('opB', '/b', '', { description: '<p>Feeds pets. Not a word of a dispute.</p>' }),
  ]);
  expect(search.search('reopen dispute', 2).matches[0]?.id).toBe('opA');
  expect(search.search('feed pets', 2).matches[0]?.id).toBe('opB');
});

test('an operation called by the words of a phrase is found by them', () => {
  const search = opened([...PETS, document('signUpOwner', '/sign-up', 'Sign up an owner', { method: 'POST' })]);
  expect(search.search('sign up somebody', 1).matches[0]?.id).toBe('signUpOwner');
});

test('a document without a method is never another one than asked for', () => {
  const search = opened([document('petA', '/a', 'Erase a pet', { method: undefined }), document('petB', '/b', 'Erase a pet')]);
  expect(search.search('erase a pet', 2).matches.map(({ id }) => id)).toEqual(['petA', 'petB']);
  const [none, get] = search.search('erase a pet', 2).matches;
  expect(none?.score).toBeGreaterThan(get?.score ?? 1);
});

test('the total counts all that match, the matches only as many as asked for', () => {
  const { matches, total } = pets.search('pet', 2);
  expect(matches).toHaveLength(2);
  expect(total).toBe(4);
});

test.each(['zzqxj', '', '   ', '!!!', '\0', '/', '{}'])('nothing matches %j', (query) => {
  expect(pets.search(query, 5)).toEqual({ matches: [], total: 0 });
});

test('no documents match nothing', () => {
  expect(opened([]).search('pets', 5)).toEqual({ matches: [], total: 0 });
});

test('the same documents make the same bytes', () => {
  const [one, two] = [buildSearch(PETS), buildSearch(structuredClone(PETS))];
  expect(two.index).toBe(one.index);
  expect(Buffer.compare(two.vectors, one.vectors)).toBe(0);
});

test('names of strangers are names', () => {
  const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((id) =>
    document(id, `/${id}`, `About ${id}`, { aliases: [id], schemas: [id] }),
  );
  const search = opened([...hostile, document('</script>', '/"\n', '`${1}`')]);
  for (const { id } of hostile) expect(search.search(id, 1).matches[0]).toEqual({ id, score: 1 });
  expect(search.search('</script>', 1).matches[0]?.id).toBe('</script>');
});

describe('what does not belong together is refused', () => {
  const { index, vectors } = buildSearch(PETS);
  test('vectors of another index', () => {
    expect(() => openSearch(index, buildSearch(PETS.slice(1)).vectors)).toThrow('another index');
  });
  test('an index of another version', () => {
    expect(() => openSearch(JSON.stringify({ ...(JSON.parse(index) as object), version: 2 }), vectors)).toThrow('another version');
  });
  test.each([
    ['nothing', new Uint8Array()],
    ['a piece', vectors.slice(0, vectors.length - 1)],
    ['something else', new Uint8Array(100).fill(255)],
  ])('vectors that are %s', (_, bytes) => {
    expect(() => openSearch(index, bytes)).toThrow('build the index again');
  });
});

test('vectors are read wherever they lie in a larger buffer', () => {
  const { index, vectors } = buildSearch(PETS);
  const larger = new Uint8Array(vectors.length + 3);
  larger.set(vectors, 3);
  expect(openSearch(index, larger.subarray(3)).search('list pets', 1)).toEqual(pets.search('list pets', 1));
});

test('whatever is asked of whatever documents, answers are sorted, bounded and below 1', () => {
  const words = fc.stringMatching(/^[ -~äß支]{0,30}$/);
  const documents = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 20 }), path: words, summary: words }), {
    selector: ({ id }) => id,
    maxLength: 12,
  });
  fc.assert(
    fc.property(documents, words, fc.integer({ min: 1, max: 20 }), (all, query, limit) => {
      const { matches, total } = opened(all.map(({ id, path, summary }) => document(id, path, summary))).search(query, limit);
      expect(matches.length).toBe(Math.min(limit, total));
      expect(matches.every(({ score }) => score > 0 && score <= 1)).toBe(true);
      expect(matches.map(({ score }) => score)).toEqual(matches.map(({ score }) => score).toSorted((a, b) => b - a));
      expect(new Set(matches.map(({ id }) => id)).size).toBe(matches.length);
    }),
    { numRuns: 200 },
  );
});
