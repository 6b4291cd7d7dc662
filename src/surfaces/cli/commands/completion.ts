// armature completion: a script for the shell, made from the table of commands.
import type { Command } from 'commander';
import { commandTable } from '../completion/command-table.ts';
import { SCRIPTS } from '../completion/shells.ts';
import type { Shell } from '../completion/shells.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export function completionCommand(
  shell: Shell,
  { json }: { readonly json?: boolean | undefined },
  { program, terminal }: { readonly program: Command; readonly terminal: Terminal },
): void {
  const script = SCRIPTS[shell](commandTable(program)).trimEnd();
  print(terminal, json, { value: { shell, script }, lines: () => [script] });
}
