// armature login: checks a URL and key, then keeps them for the next commands.
import { createInterface } from 'node:readline/promises';
import { connectApi } from '../api-client.ts';
import type { ConnectionFlags } from '../api-client.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { loginFile, writeLogin } from '../stored-login.ts';
import type { Terminal } from '../terminal.ts';

export async function loginCommand(flags: ConnectionFlags, terminal: Terminal): Promise<ExitCode> {
  const apiKey = flags.apiKey ?? terminal.env['ARMATURE_API_KEY'] ?? (terminal.isInteractive ? await ask('API key: ') : undefined);
  const api = await connectApi({ ...flags, apiKey }, terminal);
  const { organization, actor } = (await api.get('/org')) as { organization: { name: string; slug: string }; actor: { role: string } };
  const path = loginFile(terminal.env);
  await writeLogin(path, { url: api.url, apiKey: apiKey ?? '' });
  terminal.out(`Signed in to ${organization.name} (${organization.slug}) at ${api.url} as ${actor.role}. Kept in ${path}.`);
  return EXIT.pass;
}

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await reader.question(question)).trim();
  } finally {
    reader.close();
  }
}
