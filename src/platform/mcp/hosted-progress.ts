// Tells a caller who waits how far the work is: at once when the work says so, and every 5 s that it goes on.
import { seconds } from '#kernel/duration';
import type { Clock } from '#platform/clock';

export interface ProgressReport {
  readonly progress: number;
  readonly message: string;
}

interface Reporting {
  progress(done: number, message: string): Promise<void>;
  end(): void;
}

const BEAT_MS = seconds(5);
/** The protocol wants every report to be more than the last, also where nothing has changed. */
const STEP = 0.001;

export function reportProgress(
  send: (report: ProgressReport) => Promise<void>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Reporting {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let last: ProgressReport | undefined;
  const report = async (done: number, message: string): Promise<void> => {
    if (until.aborted) return;
    last = { progress: last === undefined ? done : Math.max(done, last.progress + STEP), message };
    // a caller who left is told by the signal; his unsent report is nobody's fault
    await send(last).catch(() => undefined);
  };
  const beat = async (): Promise<void> => {
    while (!until.aborted) {
      await clock.sleep(BEAT_MS, until);
      await report(last?.progress ?? 0, last?.message ?? 'Working.');
    }
  };
  // sleeping ends with the request
  beat().catch(() => undefined);
  return { progress: report, end: () => over.abort() };
}
