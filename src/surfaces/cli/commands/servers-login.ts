// armature servers login: opens the dashboard where a person connects an OAuth profile, and waits until it is connected.
import { spawn } from 'node:child_process';
import { allRows } from '../all-rows.ts';
import { connectApi } from '../api-client.ts';
import type { ApiClient, ConnectionFlags } from '../api-client.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface LoginFlags extends ConnectionFlags {
  readonly profile?: string | undefined;
  readonly json?: boolean | undefined;
}

interface Profile {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly isDefault: boolean;
  readonly grantState: string | null;
  readonly grantError: string | null;
}

const KIND = 'oauth_authorization_code';
const POLL_MS = 2000;
/** As long as what the person begins in the browser can be finished. */
const WAIT_MS = 10 * 60_000;

export async function loginServerCommand(serverId: string, flags: LoginFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const profiles = await profilesOf(api, serverId);
  const before = chosen(profiles, flags.profile);
  const { organization } = (await api.get('/org')) as { organization: { slug: string } };
  const url = `${api.url}/o/${organization.slug}/servers/${encodeURIComponent(serverId)}?tab=auth&connect=${encodeURIComponent(before.id)}`;
  if (before.grantState === 'connected') {
    const line = `"${before.name}" is connected already. To connect it again, open ${url}`;
    print(terminal, flags.json, { value: before, lines: () => [plainLine(line)] });
    return EXIT.pass;
  }
  // stdout is for the one document of --json
  const say = flags.json === true ? terminal.err : terminal.out;
  say(`Open this address and sign in there:\n${url}`);
  if (terminal.isInteractive) openBrowser(url);
  const after = await connected({ api, terminal, serverId, profileId: before.id });
  print(terminal, flags.json, { value: after, lines: () => [plainLine(`"${after.name}" is connected.`)] });
  return EXIT.pass;
}

const profilesOf = (api: ApiClient, serverId: string): Promise<readonly Profile[]> =>
  allRows<Profile>(api, `/mcp-servers/${encodeURIComponent(serverId)}/auth-profiles`);

function chosen(profiles: readonly Profile[], name: string | undefined): Profile {
  if (name !== undefined) {
    const named = profiles.find((profile) => profile.name.toLowerCase() === name.toLowerCase());
    if (!named) throw new CliError(EXIT.usage, `--profile: the server has no auth profile "${name}".`);
    if (named.kind !== KIND) throw new CliError(EXIT.usage, `--profile: "${named.name}" is of kind ${named.kind}, which needs no sign-in.`);
    return named;
  }
  const fitting = profiles.filter(({ kind }) => kind === KIND);
  const only = fitting.find(({ isDefault }) => isDefault) ?? (fitting.length === 1 ? fitting[0] : undefined);
  if (only) return only;
  throw new CliError(
    EXIT.usage,
    fitting.length === 0
      ? `The server has no auth profile of kind ${KIND}.`
      : `Choose one with --profile: ${fitting.map((one) => one.name).join(', ')}`,
  );
}

interface Waiting {
  readonly api: ApiClient;
  readonly terminal: Terminal;
  readonly serverId: string;
  readonly profileId: string;
}

async function connected({ api, terminal, serverId, profileId }: Waiting): Promise<Profile> {
  const until = terminal.now() + WAIT_MS;
  let said: string | null = null;
  while (terminal.now() < until && !terminal.signal.aborted) {
    const profile = (await profilesOf(api, serverId)).find(({ id }) => id === profileId);
    if (!profile) throw new CliError(EXIT.undecided, 'The auth profile was deleted meanwhile.');
    if (profile.grantState === 'connected') return profile;
    if (profile.grantError !== null && profile.grantError !== said) terminal.err(plainLine((said = profile.grantError)));
    await terminal.sleep(POLL_MS);
  }
  throw new CliError(EXIT.undecided, 'The profile was not connected within 10 minutes.');
}

const OPENERS: Readonly<Record<string, string>> = { darwin: 'open', linux: 'xdg-open' };

/** The address is on the terminal anyway, so a machine without a browser loses nothing. */
function openBrowser(url: string): void {
  const opener = OPENERS[process.platform];
  if (opener === undefined) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
