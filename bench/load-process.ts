// Load from a process of its own: connections that are kept, each with one request under way, for a given time.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Load {
  /** Such as `http://127.0.0.1:4600/healthz`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly body?: string | undefined;
  /** One after the other instead of `body`, so that no two requests in a row are the same. */
  readonly bodies?: readonly string[] | undefined;
  /** Answers without it are wrong. */
  readonly holds?: string | undefined;
  readonly connections: number;
  readonly ms: number;
}

const MAX_SHOWN_CHARS = 1000;

/** Requests answered with 200 in a second. Throws when one was answered otherwise. */
export async function requestsPerSecond(load: Load): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(load)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the load ended without a result'))),
  ])) as [{ perSecond: number; wrong: string | undefined }];
  if (message.wrong !== undefined) throw new Error(`${load.url} answered ${message.wrong}`);
  return message.perSecond;
}

/** Counts answers on one connection until `signal`; keeps as little as it can, so that the server is what is measured. */
async function drive(load: Load, signal: AbortSignal, count: (status: string) => void): Promise<void> {
  const { hostname, port, pathname, search, host } = new URL(load.url);
  const headers = Object.entries(load.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const requests = (load.bodies ?? [load.body ?? '']).map((body) => {
    const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    const method = body === '' ? 'GET' : 'POST';
    return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n${headers.join('')}${length}\r\n${body}`);
  });
  // Connections begin at different places.
  let turn = Math.floor(Math.random() * requests.length);
  const send = (): void => {
    const request = requests[turn++ % requests.length];
    if (request) socket.write(request);
  };
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  let pending = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    pending += chunk;
    const end = endOf(pending);
    if (end === undefined) return;
    const isAsWanted = load.holds === undefined || pending.slice(0, end).includes(load.holds);
    count(isAsWanted ? pending.slice(9, 12) : pending.slice(0, Math.min(end, MAX_SHOWN_CHARS)));
    pending = pending.slice(end);
    send();
  });
  send();
  await once(socket, 'close').catch(() => undefined);
}

/** Where the first answer ends, once it is complete. */
function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length === undefined) {
    const last = text.indexOf('0\r\n\r\n', head);
    return last < 0 ? undefined : last + 5;
  }
  const end = head + 4 + Number(length);
  return text.length < end ? undefined : end;
}

if (import.meta.main) {
  const load = JSON.parse(process.argv[2] ?? '{}') as Load;
  const stop = new AbortController();
  let answered = 0;
  let wrong: string | undefined;
  const startedAt = performance.now();
  const driving = Promise.all(
    Array.from({ length: load.connections }, () =>
      drive(load, stop.signal, (status) => {
        answered += 1;
        if (status !== '200') wrong = status;
      }),
    ),
  );
  await sleep(load.ms);
  const seconds = (performance.now() - startedAt) / 1000;
  process.send?.({ perSecond: answered / seconds, wrong });
  stop.abort();
  await driving;
  process.disconnect();
}
