// Completion for fish: one line per command and option, each on the condition that the words so far lead there. Pure.
import { pathsOf, valuedNames } from './command-table.ts';
import type { CommandTable, OfferedCommand, OfferedOption } from './command-table.ts';

export function fishScript(table: CommandTable): string {
  return `# Completion of armature for fish. Made by "armature completion fish".
function __armature_at
    set -l at ""
    set -l skips 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skips -eq 1
            set skips 0
            continue
        end
        if test "x$word" = x--
            return 1
        end
        if contains -- $word ${valuedNames(table).join(' ')}
            set skips 1
            continue
        end
        if string match -q -- '-*' $word
            continue
        end
        set -l longer (string trim -- "$at $word")
        if contains -- $longer ${pathsOf(table).map(quoted).join(' ')}
            set at $longer
        end
    end
    test "$at" = "$argv[1]"
end
complete -c armature -f
${table.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, subcommands, options, values }: OfferedCommand): string[] {
  const start = `complete -c armature -n ${quoted(`__armature_at ${quoted(path.join(' '))}`)}`;
  return [
    ...subcommands.map(({ name, description }) => `${start} -a ${quoted(name)} -d ${quoted(description)}`),
    ...values.map((value) => `${start} -a ${quoted(value)}`),
    ...options.map((option) => `${start} ${namesOf(option)}${valueOf(option)} -d ${quoted(option.description)}`),
  ];
}

const namesOf = ({ names }: OfferedOption): string =>
  names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');

function valueOf({ takesValue, values, isFile }: OfferedOption): string {
  if (!takesValue) return '';
  if (isFile) return ' -r -F';
  return values.length === 0 ? ' -x' : ` -x -a ${quoted(values.join(' '))}`;
}

/** In fish's single quotes only the quote and the backslash mean something. */
const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, (mark) => `\\${mark}`)}'`;
