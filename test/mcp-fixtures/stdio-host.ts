// A process that hosts a program and never ends it, to be killed from outside: prints its mark and the program's folder.
// Arguments: `plain` for a machine that enforces nothing, or `best`; then the mode of stdio-server.mjs.
import { join } from 'node:path';
import { silentLog } from '#platform/log';
import { findHosting, PLAIN_HOSTING } from '#platform/process/hosting';
import { createProgramHost } from '#platform/process/program-host';

const [hosting, ...args] = process.argv.slice(2);
const host = createProgramHost({ log: silentLog, hosting: hosting === 'plain' ? Promise.resolve(PLAIN_HOSTING) : findHosting() });
const seen: string[] = [];
const started = await host.start(
  {
    command: process.execPath,
    args: [join(import.meta.dirname, 'stdio-server.mjs'), ...args],
    env: {},
    cwd: null,
    network: 'host',
  },
  (line) => {
    seen.push(line);
    process.stdout.write(`${JSON.stringify({ mark: host.mark, line })}\n`);
  },
);
if (!started.ok) throw new Error(started.error.message);
setInterval(() => undefined, 60_000);
