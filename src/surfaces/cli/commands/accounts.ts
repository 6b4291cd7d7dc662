// armature accounts reset: prints the link alone on stdout, and what it does on stderr.
import { CliError, EXIT } from '../exit-codes.ts';
import type { Operator } from '../operator.ts';
import type { Terminal } from '../terminal.ts';

export interface ResetFlags {
  readonly dropSecondFactor?: boolean | undefined;
}

export async function resetAccountCommand(
  email: string,
  flags: ResetFlags,
  { operator, terminal }: { readonly operator: Operator; readonly terminal: Terminal },
): Promise<void> {
  const dropSecondFactor = flags.dropSecondFactor === true;
  const reset = await operator.resetAccount({ email, dropSecondFactor });
  if (!reset.ok) throw new CliError(EXIT.usage, reset.error);
  terminal.out(reset.value.url);
  terminal.err('The link sets a new password, works once and for 30 minutes, and ends every session of the account.');
  if (dropSecondFactor) terminal.err(reset.value.secondFactorDropped ? 'The second factor is off.' : 'No second factor was on.');
}
