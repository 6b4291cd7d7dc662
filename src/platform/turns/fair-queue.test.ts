// Who is next, decided without any waiting.
import { expect, test } from 'vitest';
import { FairQueue } from './fair-queue.ts';

interface One {
  readonly owner?: string | undefined;
  readonly name: string;
}

/** `eve 1` is the first of eve's; ` 1` is nobody's. */
const one = (name: string): One => ({ owner: name.split(' ')[0] || undefined, name });

/** All of them enter; then whoever has the only place leaves it to the next, until nobody waits. */
function turnsOf(names: readonly string[]): string[] {
  const queue = new FairQueue<One>({ places: 1, waiting: 100 });
  const [first] = names.map(one).filter((each) => queue.enter(each) === 'now');
  const had: string[] = [];
  for (let now = first; now; now = queue.leave(now)) had.push(now.name);
  return had;
}

test.each([
  ['of one owner, who waits longest is next', ['eve 1', 'eve 2', 'eve 3'], ['eve 1', 'eve 2', 'eve 3']],
  ['nobody’s are next in the order they came', [' 1', ' 2', ' 3'], [' 1', ' 2', ' 3']],
  ['a crowd keeps another waiting for one turn', ['eve 1', 'eve 2', 'eve 3', 'ada 1'], ['eve 1', 'ada 1', 'eve 2', 'eve 3']],
  ['all have a turn before a crowd has its second', ['eve 1', 'eve 2', 'ada 1', 'ben 1'], ['eve 1', 'ada 1', 'ben 1', 'eve 2']],
  ['crowds take turns', ['eve 1', 'eve 2', 'eve 3', 'ada 1', 'ada 2', 'ada 3'], ['eve 1', 'ada 1', 'eve 2', 'ada 2', 'eve 3', 'ada 3']],
  ['nobody’s have each a turn of their own', ['eve 1', 'eve 2', ' 1', ' 2'], ['eve 1', ' 1', ' 2', 'eve 2']],
])('%s', (_, names, had) => expect(turnsOf(names)).toEqual(had));

test('two who come again as soon as they were served do not keep a third waiting', () => {
  const queue = new FairQueue<One>({ places: 1, waiting: 10 });
  for (const name of ['eve 1', 'vera 1', 'ada 1', 'vera 2']) queue.enter(one(name));
  const had = ['eve 1'];
  for (let turn = 2, now = one('eve 1'); turn <= 6; turn += 1) {
    const next = queue.leave(now);
    if (!next) break;
    queue.enter({ ...now, name: `${now.owner} ${turn}` });
    had.push(next.name);
    now = next;
  }
  expect(had).toEqual(['eve 1', 'vera 1', 'ada 1', 'eve 2', 'vera 2', 'ada 4']);
});

test('of several places the next goes to the owner who has the fewest, then to whoever had a turn longest ago', () => {
  const queue = new FairQueue<One>({ places: 4, waiting: 10 });
  for (const name of ['ada 1', 'eve 1', 'eve 2', 'ben 1', 'eve 3', 'ben 2', 'ada 2', 'vera 1']) queue.enter(one(name));
  const next = (left: string): string | undefined => queue.leave(one(left))?.name;
  // Vera has none; then ada, eve and ben have one each, and ada's turn is the one longest ago; then ben has none left.
  expect(['eve 1', 'vera 1', 'ben 1'].map(next)).toEqual(['vera 1', 'ada 2', 'ben 2']);
  expect(queue.taken).toBe(4);
});

test('an owner fills half of the room, nobody’s and all together the whole of it', () => {
  const queue = new FairQueue<One>({ places: 1, waiting: 4 });
  const entered = (name: string): string => queue.enter(one(name));
  expect(['eve 1', 'eve 2', 'eve 3', 'eve 4'].map(entered)).toEqual(['now', 'later', 'later', 'full']);
  expect(['ada 1', ' 1', ' 2', 'ben 1'].map(entered)).toEqual(['later', 'later', 'full', 'full']);
});

test('whoever gives up makes room and is not next', () => {
  const queue = new FairQueue<One>({ places: 1, waiting: 2 });
  const [first, second, third] = [one('eve 1'), one('eve 2'), one('eve 3')];
  expect([first, second, third].map((each) => queue.enter(each))).toEqual(['now', 'later', 'full']);
  queue.giveUp(second);
  expect(queue.enter(third)).toBe('later');
  expect(queue.leave(first)).toBe(third);
  expect(queue.leave(third)).toBeUndefined();
  expect(queue.enter(second)).toBe('now');
});

test('once it is cleared nobody is next, and places are given back all the same', () => {
  const queue = new FairQueue<One>({ places: 1, waiting: 10 });
  const [first, ...others] = [one('eve 1'), one('eve 2'), one('ada 1')] as const;
  for (const each of [first, ...others]) queue.enter(each);
  expect(queue.clear()).toEqual(others);
  expect(queue.leave(first)).toBeUndefined();
  expect(queue.taken).toBe(0);
});

test('a turn that a thousand others had since is forgotten', () => {
  const queue = new FairQueue<One>({ places: 1, waiting: 2 });
  let now = one('eve 1');
  queue.enter(now);
  for (let i = 0; i < 1_000; i += 1) {
    const next = one(`org${i} 1`);
    queue.enter(next);
    now = queue.leave(now) ?? now;
  }
  const [again, stranger] = [one('eve 2'), one('ada 1')];
  queue.enter(again);
  queue.enter(stranger);
  expect(queue.leave(now)).toBe(again);
});
