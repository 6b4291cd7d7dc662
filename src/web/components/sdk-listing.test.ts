import { describe, expect, it } from 'vitest';
import type { Operation } from '../api/bundles.ts';
import { groupsOf, listedOperations, matching } from './sdk-listing.ts';

const operation = (operationId: string, fields: Partial<Operation> = {}): Operation => ({
  operationId,
  jsName: operationId,
  toolName: operationId,
  method: 'GET',
  path: '/pets',
  summary: '',
  description: '',
  tags: [],
  deprecated: false,
  aliases: [],
  parameters: [],
  body: null,
  response: { kind: 'none', schema: null },
  annotations: {},
  signature: `${operationId}(): Promise<void>`,
  mentions: [],
  ...fields,
});

const map = {
  info: { title: 'Pets', version: '1', description: '' },
  operations: [
    operation('listPets', { tags: ['pets'], aliases: ['animals'] }),
    operation('deletePet', { method: 'DELETE', path: '/pets/{petId}', tags: ['pets'] }),
    operation('constructor', { path: '/' }),
  ],
  excluded: [{ operationId: 'adminPurge', method: 'DELETE', path: '/admin/purge' } as const],
};
const all = listedOperations(map, [
  { match: 'delete*', action: 'ask' },
  { match: '*Pet', action: 'block' },
]);
const ids = (wanted: Partial<Parameters<typeof matching>[1]>): readonly string[] =>
  matching(all, { text: '', tag: '', state: '', ...wanted }).map(({ operationId }) => operationId);

describe('the listing of operations', () => {
  it('takes the first entry of the policy that matches, as the server does', () => {
    expect(all.map(({ operationId, state }) => [operationId, state])).toEqual([
      ['listPets', 'allow'],
      ['deletePet', 'ask'],
      ['constructor', 'allow'],
      ['adminPurge', 'excluded'],
    ]);
  });

  it('finds every word somewhere: name, path, alias, method', () => {
    expect(ids({ text: 'ANIMALS  pets' })).toEqual(['listPets']);
    expect(ids({ text: 'delete {petid}' })).toEqual(['deletePet']);
    expect(ids({ text: 'animals delete' })).toEqual([]);
    expect(ids({ state: 'excluded' })).toEqual(['adminPurge']);
  });

  it('groups by tag, otherwise by the first part of the path', () => {
    expect(groupsOf(all).map(([tag, members]) => [tag, members.length])).toEqual([
      ['admin', 1],
      ['other', 1],
      ['pets', 2],
    ]);
  });
});
