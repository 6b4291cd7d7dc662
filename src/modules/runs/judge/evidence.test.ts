// A quote counts only when it stands in the event it names.
import { expect, test } from 'vitest';
import { toolResult, traceEvents } from '#test/trace-events';
import { evidenceProblem, isQuoted } from './evidence.ts';

const event = traceEvents();
const result = event(
  'tool_result',
  toolResult('call_1', { content: [{ type: 'text', text: 'Order  4711\n is "paid".' }], structuredContent: { total: 12.5 } }),
);
const answer = event('final_answer', { text: 'Done.' });
const events = new Map([result, answer].map((each) => [each.id, each]));

test.each<[string, string, boolean]>([
  ['literal text', 'Order  4711', true],
  ['other white space', 'Order 4711 is "paid".', true],
  ['as JSON writes it', String.raw`Order  4711\n is \"paid\".`, true],
  ['a field with its number', '"total":12.5', true],
  ['a bare number', '12.5', true],
  ['invented', 'Order 4712', false],
  ['other case', 'order 4711', false],
  ['a joining of two places', 'Order … paid', false],
  ['nothing', '', false],
  ['white space only', ' \n ', false],
])('%s', (_name, excerpt, isFound) => {
  expect(isQuoted(excerpt, result)).toBe(isFound);
});

test.each([
  ['no evidence', [], 'has no evidence'],
  ['an unknown event', [{ eventId: 'evt_404', excerpt: 'Done.' }], 'evidence 1 names an event that is not in the trace'],
  [
    'a quote of another event',
    [
      { eventId: answer.id, excerpt: 'Done.' },
      { eventId: answer.id, excerpt: 'Order' },
    ],
    `evidence 2 quotes text that does not stand in event ${answer.id}`,
  ],
  ['all well', [{ eventId: answer.id, excerpt: 'Done.' }], undefined],
])('%s', (_name, evidence, problem) => {
  expect(evidenceProblem(evidence, events)).toBe(problem);
});
