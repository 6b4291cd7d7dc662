// What a server tells models in its handshake, beside the catalog: clients put it into the system prompt. Pure.
import { excerptOf } from '../poisoning/characters.ts';
import { scanText } from '../poisoning/scan-text.ts';
import type { SyncFinding } from './sync.ts';

/** A model reads what comes first; honest ones have some thousand. */
const MAX_CHARS = 64 * 1024;

/** `toolNames`: instructions may say how the server's own tools are used. */
export function instructionFindings(instructions: string | null, toolNames: readonly string[]): SyncFinding[] {
  if (instructions === null) return [];
  const own = new Set(toolNames.map((name) => name.toLowerCase()));
  const finds = scanText(instructions.slice(0, MAX_CHARS), { own, siblings: own });
  const find = finds.find(({ severity }) => severity === 'error');
  if (!find) return [];
  return [
    {
      rule: 'poisoned_instructions',
      severity: 'error',
      message: `What the server tells models when they connect reads like an attempt to steer them (${find.rule.replaceAll('_', ' ')}).`,
      evidence: excerptOf(instructions, find.at),
    },
  ];
}
