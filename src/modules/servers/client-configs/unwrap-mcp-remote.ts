// A program that only carries a remote server to a client without HTTP: `npx mcp-remote URL --header "Name: value"`.
import type { Draft, ProgramDraft } from './entry-draft.ts';
import { templateOf } from './variables.ts';

const PROGRAM = /^(?:.*[\\/])?mcp-remote(?:@[\w.^~-]+)?(?:\.cmd)?$/;

/** The server behind the program, or undefined for any other program. */
export function unwrapMcpRemote({ command, args, env, known }: ProgramDraft): Draft | undefined {
  const words = [command, ...args];
  const at = words.findIndex((word) => PROGRAM.test(word));
  if (at === -1) return undefined;
  const rest = words.slice(at + 1);
  const url = rest.find((word) => /^https?:\/\//i.test(word) || /^\$\{[^}]+\}/.test(word));
  if (url === undefined) return undefined;
  const values = optionValues(rest);
  const wanted = values('--transport')[0] ?? '';
  const headers = values('--header').flatMap(headerOf);
  return {
    kind: 'remote',
    transport: wanted.startsWith('sse') ? 'sse' : 'streamable_http',
    url: withEnv(url, env),
    headers: headers.map(([name, value]) => [name, withEnv(value, env)] as const),
    known,
    notes: ['found behind mcp-remote'],
  };
}

/** `--name value` and `--name=value`. */
const optionValues =
  (words: readonly string[]) =>
  (name: string): string[] =>
    words.flatMap((word, index) => {
      if (word.startsWith(`${name}=`)) return [word.slice(name.length + 1)];
      const next = words[index + 1];
      return word === name && next !== undefined ? [next] : [];
    });

function headerOf(text: string): [string, string][] {
  const at = text.indexOf(':');
  return at < 1 ? [] : [[text.slice(0, at).trim(), text.slice(at + 1).trim()]];
}

/**
 * The program reads its variables from the environment that stands beside it in the file. Of such a value only the scheme is
 * taken over; the rest stays a variable, so that a secret is not repeated.
 */
function withEnv(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w{1,64})\}/g, (whole, name: string) => {
    const value = Object.hasOwn(env, name) ? (env[name] ?? '') : '';
    if (templateOf(value, new Map(), () => true).inputs.length > 0) return value;
    const scheme = /^(bearer|basic|token)\s+\S/i.exec(value)?.[1];
    return scheme === undefined ? whole : `${scheme} ${whole}`;
  });
}
