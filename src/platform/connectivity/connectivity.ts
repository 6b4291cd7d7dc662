// Our words for whether it is us: our network is down, or this process stood still, and the server that seems to fail does not.

/** A contact that failed, as far as it matters here. */
export interface FailedReach {
  /** Only names that were not resolved, connections that were not made and silence can be our own network's fault. */
  readonly code: string;
  /** Host, with a port where one was named; absent for a hosted program. */
  readonly host?: string | undefined;
  /** Something answered, so the network works. */
  readonly hadHttpStatus: boolean;
}

/** Measures whether this process stood still: suspended, stopped, or busy with something else. */
export interface Standstill {
  /** Longest time since the watch began in which nothing could run, in milliseconds. */
  longestMs(): number;
  stop(): void;
}

export interface Connectivity {
  /** `origin` answered just now: from here on it can bear witness. */
  reached(origin: string): void;
  /** Whether our own network is the cause. Takes at most three seconds, and never rejects. */
  isOurs(failure: FailedReach): Promise<boolean>;
  watch(): Standstill;
}
