// What is sent of a rule that was typed, and what is wrong with it.
import { describe, expect, it } from 'vitest';
import { newRule, readRule } from './rule-draft.ts';

describe('a rule that is typed', () => {
  const target = { type: 'monitor', id: 'mon_1', name: 'Search' } as const;
  const draft = { ...newRule(target, [], 'ada@example.com'), destinationId: 'dest_1' };

  it('is sent with the address its destination needs, and with no other', () => {
    const typed = { ...draft, channel: 'C1', renotifyMinutes: ' 60 ' };
    const sent = (kind: 'email' | 'slack_oauth' | 'webhook') => {
      const read = readRule(typed, kind);
      return read.ok ? [read.value.channel, read.value.recipientEmail, read.value.renotifyMinutes] : read.errors;
    };
    expect(sent('email')).toEqual([null, 'ada@example.com', 60]);
    expect(sent('slack_oauth')).toEqual(['C1', null, 60]);
    expect(sent('webhook')).toEqual([null, null, 60]);
  });

  it('names every field that is wrong', () => {
    const wrong = { ...draft, name: ' ', target: undefined, destinationId: '', failAfter: '21', renotifyMinutes: '4' };
    expect(Object.keys(readRule(wrong, undefined).ok ? {} : errorsOf(wrong))).toEqual([
      'name',
      'targetId',
      'destinationId',
      'failAfter',
      'renotifyMinutes',
    ]);
    expect(errorsOf({ ...draft, recipientEmail: 'a b' }, 'email')).toEqual({ recipientEmail: 'must be one e-mail address' });
    expect(errorsOf(draft, 'slack_oauth')).toEqual({ channel: 'must be chosen' });
  });

  function errorsOf(typed: Parameters<typeof readRule>[0], kind?: Parameters<typeof readRule>[1]) {
    const read = readRule(typed, kind);
    return read.ok ? {} : read.errors;
  }
});
