// Holds what an API was asked against its story: nothing that its document forbids, every byte as it should be, the credential on all.
import { expect } from 'vitest';
import type { Asked } from './mock-api.ts';
import { CREDENTIAL } from './real-stage.ts';
import type { RealStory } from './real-stories.ts';

export function expectWire(asked: readonly Asked[], story: RealStory): void {
  expect(asked.filter(({ faults }) => faults !== '')).toEqual([]);
  expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual(story.wire);
  expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${CREDENTIAL}`]));
  for (const [index, headers] of Object.entries(story.headers)) expect(asked[Number(index)]?.headers).toMatchObject(headers);
}
