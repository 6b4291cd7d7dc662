// armature status: whose key this is, and how the last day went.
import { connectApi } from '../api-client.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import type { PlainFlags } from './servers.ts';

const STATUSES = ['pass', 'partial', 'fail', 'error', 'running', 'pending'] as const;

export async function statusCommand(flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const org = (await api.get('/org')) as { organization: { name: string; slug: string }; actor: { role: string } };
  const counts = await Promise.all(
    STATUSES.map(
      async (status) => [status, ((await api.get(`/runs?range=24h&pageSize=1&status=${status}`)) as { total: number }).total] as const,
    ),
  );
  const runs24h = Object.fromEntries(counts);
  if (flags.json === true) terminal.out(JSON.stringify({ ...org, runs24h }, null, 2));
  else {
    terminal.out(`${org.organization.name} (${org.organization.slug}) at ${api.url}, role ${org.actor.role}`);
    terminal.out(`runs in 24 h: ${counts.map(([status, count]) => `${count} ${status}`).join(', ')}`);
  }
  return EXIT.pass;
}
