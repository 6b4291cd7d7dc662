// armature login: checks a URL and key, then keeps them for the next commands.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { connectApi } from '../api-client.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import { loginFile, writeLogin } from '../stored-login.ts';
import type { Terminal } from '../terminal.ts';
import type { PlainFlags } from './servers.ts';

interface WhoAmI {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly actor: { readonly role: string };
}

export async function loginCommand(flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const apiKey = flags.apiKey ?? terminal.env['ARMATURE_API_KEY'] ?? (terminal.isInteractive ? await askHidden('API key: ') : undefined);
  const api = await connectApi({ ...flags, apiKey }, terminal);
  const { organization, actor } = (await api.get('/org')) as WhoAmI;
  const path = loginFile(terminal.env);
  await writeLogin(path, { url: api.url, apiKey: apiKey ?? '' });
  const line = `Signed in to ${organization.name} (${organization.slug}) at ${api.url} as ${actor.role}. Kept in ${path}.`;
  print(terminal, flags.json, {
    value: { url: api.url, organization, role: actor.role, keptIn: path },
    lines: () => [plainLine(line)],
  });
  return EXIT.pass;
}

/** What is typed or pasted does not appear on the screen. */
async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return (await reader.question('')).trim();
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
