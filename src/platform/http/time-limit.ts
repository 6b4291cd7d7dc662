// A limit of time that is over with its work. AbortSignal.timeout goes off all the same, and keeps what hangs on it until then.

export interface TimeLimit {
  /** Aborts with the reason of the caller's signal, or with a TimeoutError. */
  readonly signal: AbortSignal;
  /** To be called when the work has ended, however it did. */
  end(): void;
}

export function startTimeLimit(ms: number, caller: AbortSignal): TimeLimit {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new DOMException(`It took longer than ${ms} ms.`, 'TimeoutError')), ms);
  timer.unref();
  // By hand and not by AbortSignal.any, which keeps books on both signals for the garbage collector.
  const onAbort = (): void => over.abort(caller.reason);
  caller.addEventListener('abort', onAbort, { once: true });
  if (caller.aborted) onAbort();
  const end = (): void => {
    clearTimeout(timer);
    caller.removeEventListener('abort', onAbort);
  };
  return { signal: over.signal, end };
}
