// The shells we write completion for; one more is one file and one line.
import { bashScript } from './bash-script.ts';
import type { CommandTable } from './command-table.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  Shell,
  (table: CommandTable) => string
>;
