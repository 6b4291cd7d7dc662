// The states of rules and destinations in words.
import { describe, expect, it } from 'vitest';
import { destinationWord, ruleWord } from './alert-words.ts';

describe('states in words', () => {
  it('has a tone for each state of a rule', () => {
    expect(ruleWord({ state: 'enabled', status: 'Firing since 2026-01-31 09:30 UTC' })).toEqual({ word: 'Firing', tone: 'fail' });
    expect(ruleWord({ state: 'enabled', status: 'Muted' }).tone).toBe('idle');
    expect(ruleWord({ state: 'paused', status: 'Paused' }).word).toBe('Paused');
    expect(ruleWord({ state: 'enabled', status: 'Watching — never fired' })).toEqual({ word: 'Watching — never fired', tone: 'pass' });
  });

  it('says where mails go', () => {
    expect(destinationWord('email', 'ready', false).word).toBe('Ready');
    expect(destinationWord('email', 'not_configured', false).word).toBe('SMTP not configured');
    expect(destinationWord('email', 'ready', true).word).toBe('Local inbox');
    expect(destinationWord('slack_oauth', 'needs_reauth', true).word).toBe('Needs reauthorization');
  });
});
