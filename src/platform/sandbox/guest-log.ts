// The lines of one script's console, sent on as they come and counted in bytes.
import { send } from './child-pipe.ts';
import type { UsedBefore } from './messages.ts';
import type { LogLevel, ScriptLimits } from './sandbox.ts';

/** What is left of a character whose bytes were cut. */
const CUT_CHARACTER = /\uFFFD$/;
const LEVELS: readonly LogLevel[] = ['log', 'info', 'warn', 'error', 'debug'];

export class GuestLog {
  readonly #limits: Pick<ScriptLimits, 'maxLogs' | 'maxLogBytes'>;
  #lines: number;
  #bytes: number;

  constructor(limits: Pick<ScriptLimits, 'maxLogs' | 'maxLogBytes'>, used: UsedBefore) {
    this.#limits = limits;
    this.#lines = used.logs;
    this.#bytes = used.logBytes;
  }

  add(level: string, text: string): void {
    const room = this.#limits.maxLogBytes - this.#bytes;
    if (this.#lines >= this.#limits.maxLogs || room <= 0) return;
    const shown = Buffer.from(text, 'utf8').subarray(0, room);
    this.#lines += 1;
    this.#bytes += shown.length;
    send({ type: 'log', level: LEVELS.find((known) => known === level) ?? 'log', text: shown.toString('utf8').replace(CUT_CHARACTER, '') });
  }
}
