// Event streams cut into events, however the network cuts them into chunks.
import { describe, expect, it } from 'vitest';
import { array, assert, integer, property } from 'fast-check';
import { createEventSplitter } from './event-splitter.ts';
import type { SplitEvent } from './event-splitter.ts';

const splitAll = (chunks: readonly string[], cap = 1000): SplitEvent[] => {
  const events: SplitEvent[] = [];
  const feed = createEventSplitter(cap, (event) => events.push(event));
  for (const chunk of chunks) feed(chunk);
  return events;
};

const STREAM =
  ': keep-alive\r\n\r\nevent: endpoint\r\ndata: /m\r\n\r\nid: 1\ndata: {"a":\ndata: 1}\n\ndata:tight\r\rdata\n\ndata: last\n\n';

describe('an event stream', () => {
  it('gives one event per blank line, whatever ends its lines', () => {
    expect(splitAll([STREAM]).map(({ event, data }) => [event, data])).toEqual([
      ['endpoint', '/m'],
      ['message', '{"a":\n1}'],
      ['message', 'tight'],
      ['message', ''],
      ['message', 'last'],
    ]);
  });

  it('gives the same events however it is cut', () => {
    assert(
      property(array(integer({ min: 0, max: STREAM.length })), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length];
        const chunks = at.slice(1).map((end, index) => STREAM.slice(at[index], end));
        expect(splitAll(chunks)).toEqual(splitAll([STREAM]));
      }),
    );
  });

  it('sees one end of a line also where nothing comes between its two characters', () => {
    expect(splitAll(['event: a\r', '', '\ndata: b\n\n']).map(({ event, data }) => [event, data])).toEqual([['a', 'b']]);
  });

  it('keeps no more than its cap of one event, and reads on', () => {
    const events = splitAll([`data: ${'x'.repeat(50)}\n\n`, 'data: y\n\n'], 10);
    expect(events).toEqual([
      { event: 'message', data: 'x'.repeat(10), isTruncated: true },
      { event: 'message', data: 'y', isTruncated: false },
    ]);
  });
});
