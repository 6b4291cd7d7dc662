// Completion for zsh's compsys: one case per command, with descriptions. Pure.
import { pathsOf, valuedNames } from './command-table.ts';
import type { CommandTable, OfferedCommand, OfferedOption } from './command-table.ts';
import { quoted } from './quoted.ts';

export function zshScript(table: CommandTable): string {
  return `#compdef armature
# Completion of armature for zsh. Made by "armature completion zsh".
_armature() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT-1]}" at="" word i
  local -a offers
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$word" in
      --) _files; return ;;
      (${valuedNames(table).join('|')})) (( i++ )); continue ;;
      -*) continue ;;
    esac
    case "\${at:+$at }$word" in
      (${pathsOf(table).map(quoted).join('|')})) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:$prev" in
${table.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${table.map(wordCase).join('\n')}
  esac
}
if [ "\${funcstack[1]}" = "_armature" ]; then
  _armature "$@"
else
  compdef _armature armature
fi
`;
}

function valueCases({ path, options }: OfferedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => `    (${option.names.map((name) => quoted(`${path.join(' ')}:${name}`)).join('|')})) ${valueOf(option)}; return ;;`);
}

function valueOf({ values, isFile }: OfferedOption): string {
  if (isFile) return '_files';
  return values.length === 0 ? `_message ${quoted('a value')}` : `compadd -- ${values.map(quoted).join(' ')}`;
}

function wordCase({ path, subcommands, options, values }: OfferedCommand): string {
  const flags = options.flatMap(({ names, description }) => names.map((name) => entry(name, description)));
  const words = [...subcommands.map(({ name, description }) => entry(name, description)), ...values.map((value) => entry(value, ''))];
  const describe = (what: string, entries: readonly string[]) =>
    entries.length === 0 ? `_message ${quoted('nothing more')}` : `offers=(${entries.join(' ')}); _describe ${quoted(what)} offers`;
  return `    (${quoted(path.join(' '))}) if [[ "$cur" == -* ]]; then ${describe('option', flags)}; else ${describe('command', words)}; fi ;;`;
}

/** `_describe` splits at the first colon that is not escaped. */
const entry = (name: string, description: string): string =>
  quoted(description === '' ? name : `${name.replaceAll(':', '\\:')}:${description}`);
