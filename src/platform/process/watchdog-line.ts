// Our end of the watchdog: starts it, keeps it told, and starts another one should it die.
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { noticeLine } from './watchdog-notice.ts';
import type { Notice } from './watchdog-notice.ts';

/** One that keeps dying is not for want of another. */
const MAX_STARTS = 10;
const SCRIPT = join(import.meta.dirname, 'watchdog.ts');

export class WatchdogLine {
  readonly #instance: string;
  readonly #known = new Map<number, Notice>();
  #watchdog: ChildProcessByStdio<Writable, null, null> | undefined;
  #starts = 0;

  constructor(instance: string) {
    this.#instance = instance;
  }

  /** Before a program is started, and again when its group is known. */
  tell(notice: Notice): void {
    this.#known.set(notice.number, { ...this.#known.get(notice.number), ...notice });
    if (this.#watchdog) this.#watchdog.stdin.write(noticeLine(notice));
    else this.#start();
  }

  ended(number: number): void {
    this.#known.delete(number);
    this.#watchdog?.stdin.write(noticeLine({ number }));
  }

  /** It then ends what is left, which is nothing after an orderly stop. */
  close(): void {
    this.#watchdog?.stdin.end();
    this.#watchdog = undefined;
  }

  #start(): void {
    if (this.#starts >= MAX_STARTS) return;
    this.#starts += 1;
    // A session of its own: what ends our group must not end it, nor Ctrl-C in our terminal.
    const watchdog = spawn(process.execPath, [SCRIPT, this.#instance], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { NODE_NO_WARNINGS: '1' },
    });
    this.#watchdog = watchdog;
    const lost = (): void => {
      if (this.#watchdog !== watchdog) return;
      this.#watchdog = undefined;
      if (this.#known.size > 0) this.#start();
    };
    watchdog.once('exit', lost);
    watchdog.once('error', () => undefined);
    watchdog.stdin.on('error', () => undefined);
    // It must not keep us alive: our end is what it waits for.
    watchdog.unref();
    const { stdin } = watchdog;
    if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
    for (const notice of this.#known.values()) stdin.write(noticeLine(notice));
  }
}
