// The words of findings: how bad one is, and what a rule of the poisoning check means.
import type { FindingSeverity, ServerSync } from '../api/changes.ts';
import type { Word } from './tone.ts';

export const SEVERITY_WORDS: Readonly<Record<FindingSeverity, Word>> = {
  error: { word: 'Error', tone: 'fail' },
  warning: { word: 'Warning', tone: 'partial' },
  info: { word: 'Information', tone: 'idle' },
};

export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly FindingSeverity[];

const POISON_WORDS: Readonly<Record<string, string>> = {
  hidden_instruction: 'Tells the agent what to do',
  hidden_markup: 'Text that is not shown to people',
  invisible_text: 'Invisible characters',
  homoglyph_name: 'A name that looks like another',
  tool_shadowing: 'Speaks about other tools',
  secret_request: 'Asks for secrets',
  exfiltration_url: 'Sends data to an address',
  encoded_blob: 'Encoded text',
  not_scanned: 'Not looked through in full',
};

export const poisonWord = (rule: string): string => POISON_WORDS[rule] ?? rule.replaceAll('_', ' ');

/** `missing_cache_hints` → `Missing cache hints` */
export function ruleTitle(rule: string): string {
  const words = rule.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

export const TRIGGER_WORDS: Readonly<Record<ServerSync['trigger'], string>> = {
  manual: 'By hand',
  interval: 'By itself',
  probe: 'Probe',
  run: 'After a run',
  create: 'When it was added',
  update: 'When it was changed',
  examination: 'Examination',
};
