// MCP over the stdin and stdout of a hosted program, for the SDK's client: one JSON message a line.
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import type { ProgramEnd } from '#platform/process/program-end';
import type { ProgramHost } from '#platform/process/program-host';
import type { Program } from '#platform/process/program';
import type { RunningProgram } from '#platform/process/running-program';
import type { FrameLog } from './frames.ts';
import { isObject, parseJson } from './json-value.ts';

/** Lines on stdout that are no messages. */
interface Noise {
  readonly lines: number;
  readonly first: string;
}

/** More than is shown, by the longest secret: one cut in two is found by nobody. */
const KEPT_CHARS = 200 + 8192;

/** The program could not be started. `message` continues a sentence that begins with its name. */
class StartFailed extends Error {}

export class StdioTransport implements Transport {
  onclose: (() => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  onmessage: (<T extends JSONRPCMessage>(message: T) => void) | undefined;
  startFault: string | undefined;
  /** It was not started because this instance had no room for it. */
  hadNoRoom = false;
  noise: Noise | undefined;
  /** At least one message has arrived. */
  hasSpoken = false;
  readonly #host: ProgramHost;
  readonly #program: Program;
  readonly #log: FrameLog;
  #running: RunningProgram | undefined;
  #isClosed = false;

  constructor(host: ProgramHost, program: Program, log: FrameLog) {
    this.#host = host;
    this.#program = program;
    this.#log = log;
  }

  /** The SDK tells a stdio transport by these two: on silence and on an early end it then tries the older handshake. */
  get pid(): number | null {
    return null;
  }

  get stderr(): string {
    return this.#running?.stderr ?? '';
  }

  get end(): ProgramEnd | undefined {
    return this.#running?.end;
  }

  async start(): Promise<void> {
    const started = await this.#host.start(this.#program, (line) => this.#read(line));
    if (!started.ok) {
      this.startFault = started.error.message;
      this.hadNoRoom = started.error.isOurs === true;
      throw new StartFailed(started.error.message);
    }
    this.#running = started.value;
    void started.value.ended.then(() => this.#over());
    if (this.#isClosed) await started.value.stop();
  }

  async send(message: JSONRPCMessage | JSONRPCMessage[]): Promise<void> {
    if (!this.#running) throw new Error('the program is not running');
    await this.#running.send(JSON.stringify(message));
  }

  /** Resolves when nothing of the program runs any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running?.stop();
  }

  #over(): void {
    this.#log.channelEnded();
    this.onclose?.();
  }

  #read(line: string): void {
    if (line.trim() === '') return;
    const parsed = parseJson(line);
    const messages = (Array.isArray(parsed) ? parsed : [parsed]).filter(isMessage);
    if (messages.length === 0) this.noise = { lines: (this.noise?.lines ?? 0) + 1, first: this.noise?.first ?? line.slice(0, KEPT_CHARS) };
    for (const message of messages) {
      this.hasSpoken = true;
      this.#log.arrived(message, line);
      this.onmessage?.(message);
    }
  }
}

/** The client checks the rest, and reports what it cannot use. */
const isMessage = (value: unknown): value is JSONRPCMessage => isObject(value) && value['jsonrpc'] === '2.0';
