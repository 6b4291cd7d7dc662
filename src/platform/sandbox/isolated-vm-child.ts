// The process around V8 isolates: builds one image, or runs the scripts of one image one after the other, and leaves with us.
// Started by slot.ts with an empty environment; it has nothing to give away.
import { gunzipSync, gzipSync } from 'node:zlib';
import { believed, send } from './child-pipe.ts';
import type { Received } from './child-pipe.ts';
import { FrameReader } from './frames.ts';
import { IsolateMachine } from './isolated-vm-machine.ts';
import { IsolateScript } from './isolated-vm-script.ts';
import type { ToChild } from './messages.ts';

const MAX_FRAME_BYTES = 512 * 1024 * 1024;
const BUILD_MEMORY_MB = 256;
const MAX_BOOTSTRAP_BYTES = 64 * 1024 * 1024;

interface Ready {
  readonly machine: IsolateMachine;
  readonly seat: { script: IsolateScript | undefined };
}

/** The bootstrap itself: this engine's own snapshots hold no more, and are made of native memory. */
let bootstrap: string | undefined;
let memoryMb = 0;
let ready: Promise<Ready> | undefined;
let running: IsolateScript | undefined;
let isBusy = false;
const waiting: Received[] = [];

const frames = new FrameReader(MAX_FRAME_BYTES);
process.stdin.on('data', (chunk: Buffer) => {
  frames.add(chunk);
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
    waiting.push(believed(frame));
  }
  void next();
});
// There is nobody left to work for.
process.stdin.on('end', () => process.exit(0));
send({ type: 'ready' });

async function next(): Promise<void> {
  for (let received = waiting.shift(); received !== undefined; received = waiting.shift()) {
    const { message, bytes } = received;
    if (running !== undefined) running.hear(message, bytes);
    else if (isBusy) {
      waiting.unshift(received);
      return;
    } else {
      isBusy = true;
      void serve(message, bytes).then((canGoOn) => {
        if (!canGoOn) process.exit(0);
        isBusy = false;
        void next();
      });
    }
  }
}

async function serve(message: ToChild, bytes: Uint8Array): Promise<boolean> {
  switch (message.type) {
    case 'build':
      await build(message.bootstrap);
      return false;
    case 'bind':
      return bind(message.memoryMb, bytes);
    case 'run':
      return run(message);
    default:
      // Said to a script that has ended meanwhile.
      return true;
  }
}

async function build(source: string): Promise<void> {
  try {
    const { machine } = await prepare(source, BUILD_MEMORY_MB);
    machine.dispose();
    send({ type: 'built', tokens: {} }, gzipSync(Buffer.from(source, 'utf8')));
  } catch (error) {
    send({ type: 'build_failed', message: messageOf(error) });
  }
}

async function bind(limitMb: number, bytes: Uint8Array): Promise<boolean> {
  try {
    memoryMb = limitMb;
    bootstrap = gunzipSync(bytes, { maxOutputLength: MAX_BOOTSTRAP_BYTES }).toString('utf8');
    ready = prepare(bootstrap, memoryMb);
    await ready;
    send({ type: 'bound' });
    return true;
  } catch (error) {
    send({ type: 'refused', message: messageOf(error) });
    return false;
  }
}

async function run(message: Extract<ToChild, { type: 'run' }>): Promise<boolean> {
  if (bootstrap === undefined) return false;
  const { machine, seat } = await (ready ?? prepare(bootstrap, memoryMb));
  ready = undefined;
  const script = new IsolateScript(machine, message);
  seat.script = script;
  running = script;
  const canGoOn = await script.run();
  running = undefined;
  // The machine of the next script, while nobody waits for it.
  if (canGoOn) {
    ready = prepare(bootstrap, memoryMb);
    ready.catch(() => undefined);
  }
  return canGoOn;
}

async function prepare(source: string, limitMb: number): Promise<Ready> {
  const seat: Ready['seat'] = { script: undefined };
  const machine = await IsolateMachine.build(source, limitMb, {
    call: (id, name, argsJson) => seat.script?.called({ id, name, argsJson }),
    log: (level, text) => seat.script?.logged(level, text),
    done: (kind, text) => seat.script?.finished(kind, text),
  });
  return { machine, seat };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
}
