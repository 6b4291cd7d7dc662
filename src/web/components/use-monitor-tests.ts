// Test calls of many tools, a few at a time; what was found stays true only while the monitor is as it was called.
import { useEffect, useRef, useState } from 'react';
import { ApiError, messageOf } from '../api/error.ts';
import type { FieldError } from '../api/error.ts';
import { testMonitor } from '../api/monitors.ts';
import type { MonitorTest, NewMonitor } from '../api/monitors.ts';

const AT_ONCE = 3;

export type TestState =
  | { readonly stage: 'waiting' | 'calling' }
  | { readonly stage: 'done'; readonly body: string; readonly result: MonitorTest }
  /** The request itself was refused or got lost: nothing is known of the tool. */
  | { readonly stage: 'refused'; readonly body: string; readonly message: string; readonly fieldErrors: readonly FieldError[] };

export interface MonitorTests {
  /** By server and tool; what was found of an earlier body is not told. */
  readonly of: (body: NewMonitor | undefined) => TestState | undefined;
  readonly isRunning: boolean;
  readonly start: (bodies: readonly NewMonitor[]) => void;
  readonly stop: () => void;
}

const keyOf = ({ mcpServerId, toolName }: NewMonitor): string => JSON.stringify([mcpServerId, toolName]);
/** Neither the name nor the interval changes what a call finds. */
const textOf = ({ name: _name, intervalSeconds: _interval, ...called }: NewMonitor): string => JSON.stringify(called);

export function useMonitorTests(org: string): MonitorTests {
  const [states, setStates] = useState<ReadonlyMap<string, TestState>>(new Map());
  const [isRunning, setRunning] = useState(false);
  const under = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => under.current?.abort(), []);

  const set = (body: NewMonitor, state: TestState | undefined): void =>
    setStates((before) => {
      const after = new Map(before);
      if (state === undefined) after.delete(keyOf(body));
      else after.set(keyOf(body), state);
      return after;
    });

  const callAll = async (bodies: readonly NewMonitor[], signal: AbortSignal): Promise<void> => {
    const queue = [...bodies];
    const worker = async (): Promise<void> => {
      for (let body = queue.shift(); body !== undefined && !signal.aborted; body = queue.shift()) {
        set(body, { stage: 'calling' });
        const found = await call(org, body, signal);
        if (!signal.aborted) set(body, found);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };

  const stop = (): void => {
    under.current?.abort();
    setRunning(false);
    setStates((before) => new Map([...before].filter(([, { stage }]) => stage === 'done' || stage === 'refused')));
  };
  return {
    of: (body) => {
      const state = body === undefined ? undefined : states.get(keyOf(body));
      const isOld = state !== undefined && body !== undefined && 'body' in state && state.body !== textOf(body);
      return isOld ? undefined : state;
    },
    isRunning,
    start: (bodies) => {
      under.current?.abort();
      const controller = new AbortController();
      under.current = controller;
      setRunning(true);
      for (const body of bodies) set(body, { stage: 'waiting' });
      void callAll(bodies, controller.signal).then(() => {
        if (!controller.signal.aborted) setRunning(false);
      });
    },
    stop,
  };
}

async function call(org: string, body: NewMonitor, signal: AbortSignal): Promise<TestState> {
  try {
    return { stage: 'done', body: textOf(body), result: await testMonitor(org, body, signal) };
  } catch (error) {
    const fieldErrors = error instanceof ApiError ? error.fieldErrors : [];
    return { stage: 'refused', body: textOf(body), message: messageOf(error), fieldErrors };
  }
}
