// What a shell may offer after each word, read from the program's own table of commands.
import type { Command, Option } from 'commander';

export interface OfferedOption {
  /** `--json`, and `-h` where there is one. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The only values, when they are known. */
  readonly values: readonly string[];
  readonly isFile: boolean;
}

export interface OfferedCommand {
  /** Words after the program's name; empty for the program itself. */
  readonly path: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OfferedOption[];
  /** Known values of its first argument. */
  readonly values: readonly string[];
}

/** Parents before their children. */
export type CommandTable = readonly OfferedCommand[];

export function commandTable(program: Command): CommandTable {
  return tableOf(program, []);
}

function tableOf(command: Command, path: readonly string[]): OfferedCommand[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  const [argument] = command.registeredArguments;
  return [
    {
      path,
      subcommands: subcommands.map((one) => ({ name: one.name(), description: one.description() })),
      options: help.visibleOptions(command).map(offered),
      values: argument?.argChoices ?? [],
    },
    ...command.commands.flatMap((one) => tableOf(one, [...path, one.name()])),
  ];
}

const offered = (option: Option): OfferedOption => ({
  names: [option.long, option.short].flatMap((name) => (name === undefined ? [] : [name])),
  description: option.description,
  takesValue: option.required || option.optional,
  values: option.argChoices ?? [],
  isFile: /<(file|folder)>/.test(option.flags),
});

/** `servers`, `servers add`, … without the program itself. */
export const pathsOf = (table: CommandTable): string[] => table.map(({ path }) => path.join(' ')).filter((path) => path !== '');

/** Options that are followed by a value, of all commands. */
export const valuedNames = (table: CommandTable): string[] => [
  ...new Set(table.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue).flatMap(({ names }) => names))),
];
