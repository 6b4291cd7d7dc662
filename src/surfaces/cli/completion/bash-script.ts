// Completion for bash 3.2 and newer: one case per command, and one per option that takes a value. Pure.
import { pathsOf, valuedNames } from './command-table.ts';
import type { CommandTable, OfferedCommand, OfferedOption } from './command-table.ts';
import { quoted } from './quoted.ts';

export function bashScript(table: CommandTable): string {
  return `# Completion of armature for bash. Made by "armature completion bash".
_armature() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="" at="" word i
  [ "$COMP_CWORD" -gt 0 ] && prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      --) return 0 ;;
      ${valuedNames(table).join('|')}) i=$((i + 1)); continue ;;
      -*) continue ;;
    esac
    case "\${at:+$at }$word" in
      ${pathsOf(table).map(quoted).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:$prev" in
${table.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${table.map(wordCase).join('\n')}
  esac
}
complete -F _armature armature
`;
}

function valueCases({ path, options }: OfferedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => `    ${option.names.map((name) => quoted(`${path.join(' ')}:${name}`)).join('|')}) ${valueOf(option)}; return 0 ;;`);
}

function valueOf({ values, isFile }: OfferedOption): string {
  if (isFile) return 'COMPREPLY=($(compgen -f -- "$cur"))';
  return values.length === 0 ? ':' : offer(values);
}

function wordCase({ path, subcommands, options, values }: OfferedCommand): string {
  const flags = offer(options.flatMap(({ names }) => names));
  const words = offer([...subcommands.map(({ name }) => name), ...values]);
  return `    ${quoted(path.join(' '))}) case "$cur" in -*) ${flags} ;; *) ${words} ;; esac ;;`;
}

/** Names and values of ours hold no character that a shell reads. */
const offer = (words: readonly string[]): string => `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur"))`;
