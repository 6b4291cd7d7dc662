// A run as it happens: server-sent events, and polling when they fail.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef } from 'react';
import { appUrl } from './client.ts';
import { fetchRun, fetchTrace, isFinished, runQuery } from './runs.ts';
import type { Run, TraceEvent } from './runs.ts';

export interface LiveTrace {
  readonly events: readonly TraceEvent[];
  readonly isLoading: boolean;
  readonly isLive: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

interface State {
  readonly events: readonly TraceEvent[];
  readonly isLoading: boolean;
  readonly isLive: boolean;
  readonly error: unknown;
  readonly round: number;
}

type Action =
  | { readonly type: 'begin' }
  | { readonly type: 'append'; readonly events: readonly TraceEvent[] }
  | { readonly type: 'loaded' }
  | { readonly type: 'live'; readonly isLive: boolean }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'retry' };

const POLL_MS = 2_500;
const MAX_EVENTS = 20_000;
const EMPTY: State = { events: [], isLoading: true, isLive: false, error: null, round: 0 };

function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'begin':
      return { ...EMPTY, round: state.round };
    case 'append':
      return { ...state, events: mergeEvents(state.events, action.events) };
    case 'loaded':
      return { ...state, isLoading: false, error: null };
    case 'live':
      return { ...state, isLive: action.isLive };
    case 'failed':
      return { ...state, isLoading: false, error: action.error };
    case 'retry':
      return { ...EMPTY, round: state.round + 1 };
  }
}

/** Adds events that are new, in order; an event that came twice counts once. */
function mergeEvents(known: readonly TraceEvent[], fresh: readonly TraceEvent[]): readonly TraceEvent[] {
  const last = known.at(-1)?.seq ?? -1;
  if (fresh.every((event, index) => event.seq > (fresh[index - 1]?.seq ?? last))) return [...known, ...fresh];
  const bySeq = new Map([...known, ...fresh].map((event) => [event.seq, event]));
  return [...bySeq.values()].toSorted((a, b) => a.seq - b.seq);
}

interface Subject {
  readonly org: string;
  readonly runId: string;
  readonly attempt: number;
  readonly finished: boolean;
}

/** The trace of one attempt: all pages at first, then what arrives while the run is under way. */
export function useLiveTrace({ org, runId, attempt, finished }: Subject): LiveTrace {
  const [state, dispatch] = useReducer(reduce, EMPTY);
  const queries = useQueryClient();
  const seen = useRef({ subject: '', seq: -1 });
  const { round } = state;

  useEffect(() => {
    const stop = new AbortController();
    const key = `${org}/${runId}/${attempt}/${round}`;
    // A run that finishes keeps the events it has; only another trace starts empty.
    if (seen.current.subject !== key) {
      seen.current = { subject: key, seq: -1 };
      dispatch({ type: 'begin' });
    }
    const append = (events: readonly TraceEvent[]): void => {
      seen.current.seq = Math.max(seen.current.seq, events.at(-1)?.seq ?? -1);
      dispatch({ type: 'append', events });
    };
    const onRun = (run: Run): void => {
      queries.setQueryData(runQuery(org, runId).queryKey, run);
    };
    void follow({ org, runId, attempt, finished }, seen.current.seq, { dispatch, append, onRun, signal: stop.signal });
    return () => stop.abort();
  }, [org, runId, attempt, finished, round, queries]);

  return { ...state, retry: () => dispatch({ type: 'retry' }) };
}

interface Sink {
  readonly dispatch: (action: Action) => void;
  readonly append: (events: readonly TraceEvent[]) => void;
  readonly onRun: (run: Run) => void;
  readonly signal: AbortSignal;
}

async function follow(subject: Subject, fromSeq: number, sink: Sink): Promise<void> {
  try {
    const lastSeq = await loadAll(subject, fromSeq, sink);
    if (sink.signal.aborted) return;
    sink.dispatch({ type: 'loaded' });
    if (!subject.finished) listen(subject, lastSeq, sink);
  } catch (error) {
    if (!sink.signal.aborted) sink.dispatch({ type: 'failed', error });
  }
}

/** Reads every page after `fromSeq` and tells the last sequence number seen. */
async function loadAll(subject: Subject, fromSeq: number, sink: Sink): Promise<number> {
  let lastSeq = fromSeq;
  for (let count = 0; count < MAX_EVENTS;) {
    const page = await fetchTrace(subject.org, subject.runId, {
      attempt: subject.attempt,
      afterSeq: lastSeq < 0 ? undefined : lastSeq,
      signal: sink.signal,
    });
    if (sink.signal.aborted) return lastSeq;
    if (page.events.length > 0) sink.append(page.events);
    lastSeq = page.events.at(-1)?.seq ?? lastSeq;
    count += page.events.length;
    if (page.nextAfterSeq === undefined || page.events.length === 0) return lastSeq;
  }
  return lastSeq;
}

function listen(subject: Subject, lastSeq: number, sink: Sink): void {
  const source = new EventSource(appUrl(`/o/${subject.org}/runs/${subject.runId}/live?afterSeq=${Math.max(0, lastSeq)}`));
  sink.signal.addEventListener('abort', () => source.close());
  source.addEventListener('open', () => sink.dispatch({ type: 'live', isLive: true }));
  source.addEventListener('trace', (message) => {
    const events = parseEvents(message.data).filter((event) => event.attempt === subject.attempt);
    if (events.length > 0) sink.append(events);
  });
  source.addEventListener('run', (message) => sink.onRun(parseRun(message.data)));
  source.addEventListener('error', () => {
    source.close();
    sink.dispatch({ type: 'live', isLive: false });
    poll(subject, lastSeq, sink);
  });
}

/** Asks again and again until the run has finished or the page is left. */
function poll(subject: Subject, fromSeq: number, sink: Sink): void {
  let lastSeq = fromSeq;
  const round = async (): Promise<void> => {
    if (sink.signal.aborted) return;
    try {
      lastSeq = await loadAll(subject, lastSeq, sink);
      const run = await fetchRun(subject.org, subject.runId, sink.signal);
      if (sink.signal.aborted) return;
      sink.onRun(run);
      if (isFinished(run.status)) return;
    } catch {
      // A missed round is made up by the next one, and leaving the page ends the polling.
      if (sink.signal.aborted) return;
    }
    setTimeout(() => void round(), POLL_MS);
  };
  setTimeout(() => void round(), POLL_MS);
}

// Our own server wrote these messages from the shapes it publishes.
const parseEvents = (text: string): readonly TraceEvent[] => JSON.parse(text) as TraceEvent[];
const parseRun = (text: string): Run => JSON.parse(text) as Run;
