// Phrases that are known only together: each alone stands in honest texts too.
import type { PoisonRule } from './finding.ts';

export interface Combination {
  readonly all: readonly string[];
  /** How many sentences they may be apart. */
  readonly within: 0 | 1;
  readonly rule: PoisonRule;
  readonly weight: 'error' | 'warning';
}

const together = (rule: PoisonRule, weight: 'error' | 'warning', within: 0 | 1, ...all: readonly string[]): Combination => ({
  all,
  within,
  rule,
  weight,
});

export const COMBINATIONS: readonly Combination[] = [
  together('hidden_instruction', 'error', 0, 'first of all', 'must'),
  together('tool_shadowing', 'error', 0, 'other tool', 'alters'),
  together('tool_shadowing', 'error', 1, 'discredits', 'instead'),
  together('tool_shadowing', 'error', 1, 'discredits', 'alters'),
  together('secret_request', 'error', 1, 'file content', 'moves'),
  together('secret_request', 'error', 1, 'file content', 'must'),
  together('secret_request', 'error', 1, 'reads file', 'moves'),
  together('secret_request', 'error', 0, 'reads file', 'must'),
  together('secret_request', 'error', 0, 'moves file', 'must'),
  together('secret_request', 'error', 1, 'collects', 'moves'),
  together('secret_request', 'error', 1, 'environment', 'moves'),
  together('secret_request', 'error', 1, 'this talk', 'moves'),
  together('exfiltration_url', 'error', 1, 'active', 'runs'),
  together('exfiltration_url', 'error', 0, 'leak', 'must'),
  together('exfiltration_url', 'error', 0, 'sends to', 'collector'),
  together('exfiltration_url', 'error', 0, 'sends to', 'wares', 'must'),
  together('exfiltration_url', 'warning', 0, 'sends to', 'must'),
  together('exfiltration_url', 'error', 0, 'mails', 'must'),
  together('hidden_instruction', 'error', 0, 'decode'),
];
