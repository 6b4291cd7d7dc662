// armature secrets rotate|check: replaces the master key of this instance, or tries whether it opens everything that is stored.
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Operator, RotateReport, SecretsReport } from '../operator.ts';
import { print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface RotateFlags {
  readonly generate?: boolean | undefined;
  readonly skipUnreadable?: boolean | undefined;
  readonly json?: boolean | undefined;
}
export interface CheckFlags {
  readonly json?: boolean | undefined;
}

interface Wiring {
  readonly operator: Operator;
  readonly terminal: Terminal;
}

const NEW_KEY = 'ARMATURE_NEW_SECRET_KEY';
const MAX_NAMED = 10;

/** The new key comes from the environment, never from the command line, where other users of the machine can read it. */
export async function rotateSecretsCommand(flags: RotateFlags, { operator, terminal }: Wiring): Promise<ExitCode> {
  const given = terminal.env[NEW_KEY]?.trim();
  const newKey = given === '' ? undefined : given;
  if ((newKey === undefined) !== (flags.generate === true))
    throw new CliError(EXIT.usage, `Give the new key in ${NEW_KEY}, or --generate to have one made: one of the two.`);
  showProgress(terminal, 'Wrapping every secret by the new key …');
  const report = await operator.rotateSecrets({ newKey, skipUnreadable: flags.skipUnreadable === true });
  print(terminal, flags.json, { value: report, lines: () => rotatedLines(report) });
  return report.unreadable === 0 ? EXIT.pass : EXIT.failed;
}

export async function checkSecretsCommand(flags: CheckFlags, { operator, terminal }: Wiring): Promise<ExitCode> {
  const report = await operator.checkSecrets();
  print(terminal, flags.json, { value: report, lines: () => checkedLines(report) });
  const isFine = report.key !== 'another' && report.unreadable.length === 0 && report.isInstanceSecretReadable;
  return isFine ? EXIT.pass : EXIT.failed;
}

const OUTCOMES = {
  rotated: 'The master key was replaced.',
  resumed: 'The interrupted rotation was finished: the master key was replaced.',
  before: 'The new master key is in force already; nothing had to be wrapped.',
} as const satisfies Record<RotateReport['outcome'], string>;

const rotatedLines = (report: RotateReport): string[] => [
  OUTCOMES[report.outcome],
  `${count(report.secrets)} wrapped by it${report.unreadable === 0 ? ', every one opens with it' : `, but ${report.unreadable} do not open with it`}.`,
  ...(report.skipped > 0 ? [`${report.skipped} did not open before and were left as they are; enter them again.`] : []),
  ...(report.keyFile === null
    ? [`Set ARMATURE_SECRET_KEY to the new key in every process before you start it.`]
    : [`The new key is in ${report.keyFile}; the former one is kept as ${report.backup}, for backups of the database made until now.`]),
  ...(report.staleKeyFile === null ? [] : [`${report.staleKeyFile} still holds the former key, and no longer opens anything by itself.`]),
];

function checkedLines(report: SecretsReport): string[] {
  const { key, secrets, unreadable, isInstanceSecretReadable, preparedByRotation, nextKeyFile } = report;
  if (key === 'another') {
    const hint =
      nextKeyFile === null
        ? 'Restore the key that is, or, after an interrupted rotation, set ARMATURE_SECRET_KEY to the new one.'
        : `The one in ${nextKeyFile} is: run "armature secrets rotate --generate" again to finish the rotation.`;
    return [`This master key is not the one in force. ${hint}`];
  }
  return [
    key === 'unsealed' ? 'No master key is in force yet: the first start decides.' : 'This master key is the one in force.',
    unreadable.length === 0
      ? `${count(secrets)}, every one opens.`
      : `${count(secrets)}, ${unreadable.length} do not open: ${namesOf(unreadable)}`,
    ...(isInstanceSecretReadable ? [] : ['The secret of the instance does not open: sign-in with two factors will fail.']),
    ...(preparedByRotation === null
      ? []
      : [`A rotation was interrupted after ${preparedByRotation} of them. This key stays in force until it is run again and ends.`]),
  ];
}

const count = (secrets: number): string => `${secrets} stored ${secrets === 1 ? 'secret' : 'secrets'}`;

const namesOf = (ids: readonly string[]): string =>
  ids.slice(0, MAX_NAMED).join(', ') + (ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : '');
