// armature accounts reset: prints the link alone on stdout, and what it does on stderr.
import { CliError, EXIT } from '../exit-codes.ts';
import type { Operator } from '../operator.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface ResetFlags {
  readonly dropSecondFactor?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function resetAccountCommand(
  email: string,
  flags: ResetFlags,
  { operator, terminal }: { readonly operator: Operator; readonly terminal: Terminal },
): Promise<void> {
  const dropSecondFactor = flags.dropSecondFactor === true;
  const reset = await operator.resetAccount({ email, dropSecondFactor });
  if (!reset.ok) throw new CliError(EXIT.usage, reset.error);
  const { url, secondFactorDropped } = reset.value;
  print(terminal, flags.json, { value: { url, secondFactorDropped }, lines: () => [url] });
  terminal.err('The link sets a new password, works once and for 30 minutes, and ends every session of the account.');
  if (dropSecondFactor) terminal.err(secondFactorDropped ? 'The second factor is off.' : 'No second factor was on.');
}
