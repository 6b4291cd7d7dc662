// The process around QuickJS machines: builds one image, or runs the scripts of one image one after the other, and leaves
// with us. Started by slot.ts with an empty environment; it has nothing to give away.
import { receive, send } from './child-pipe.ts';
import type { ToChild } from './messages.ts';
import { guestErrorOf, Machine, packed, SourceError, unpacked } from './quickjs-machine.ts';
import type { MachineOptions, Saved } from './quickjs-machine.ts';
import { prepareMachine, QuickjsScript } from './quickjs-script.ts';

/** While an image is built every clock says this, so that the same bootstrap gives the same bytes. */
const BUILD_TIME = Date.UTC(2026, 0, 1);
const BUILD_MEMORY_MB = 256;

let saved: Saved | undefined;
let memoryMb = 0;
let ready: Awaited<ReturnType<typeof prepareMachine>> | undefined;

send({ type: 'ready' });
for (let isOpen = true; isOpen;) {
  const received = receive();
  isOpen = received !== undefined && (await serve(received.message, received.bytes));
}
process.exit(0);

/** False when this process should not be used again. */
async function serve(message: ToChild, bytes: Uint8Array): Promise<boolean> {
  switch (message.type) {
    case 'build':
      await build(message.bootstrap);
      return false;
    case 'bind':
      return bind(message, bytes);
    case 'run':
    case 'resume':
      return run(message);
    default:
      // Said to a script that has ended meanwhile.
      return true;
  }
}

async function build(bootstrap: string): Promise<void> {
  const options: MachineOptions = {
    memoryMb: BUILD_MEMORY_MB,
    now: () => BUILD_TIME,
    isOver: () => false,
    host: { call: () => undefined, log: () => undefined, done: () => undefined },
  };
  try {
    const { snapshot, tokens } = (await Machine.build(bootstrap, options)).save();
    send({ type: 'built', tokens }, packed(snapshot));
  } catch (error) {
    const thrown = guestErrorOf(error);
    const text = thrown === undefined ? messageOf(error) : `${thrown.name}: ${thrown.message}`;
    send({ type: 'build_failed', message: error instanceof SourceError ? `SyntaxError: ${error.message}` : text });
  }
}

async function bind(message: Extract<ToChild, { type: 'bind' }>, bytes: Uint8Array): Promise<boolean> {
  try {
    memoryMb = message.memoryMb;
    saved = { snapshot: unpacked(bytes, memoryMb), tokens: message.tokens };
    ready = await prepareMachine(saved, memoryMb);
    send({ type: 'bound' });
    return true;
  } catch (error) {
    send({ type: 'refused', message: messageOf(error) });
    return false;
  }
}

async function run(message: Extract<ToChild, { type: 'run' | 'resume' }>): Promise<boolean> {
  if (saved === undefined) return false;
  const { machine, seat } = ready ?? (await prepareMachine(saved, memoryMb));
  ready = undefined;
  // A resumed one has no next.
  if (message.type === 'run') machine.keepStart();
  const script = new QuickjsScript(machine, message);
  seat.script = script;
  const canGoOn = await script.run();
  seat.script = undefined;
  if (!canGoOn || message.type !== 'run') return false;
  // The machine of the next script, while nobody waits for it. Going back costs a tenth of a new one.
  ready = machine.rewind() ? { machine, seat } : await prepareMachine(saved, memoryMb);
  ready.machine.keepStart();
  return true;
}

/** A function of the file: the loop above runs before what is below it has a value. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
