// Checks agents' scripts against the types of a bundle's SDK before anything runs, in a process of its own.
import { join } from 'node:path';
import { minutes, seconds } from '#kernel/duration';
import type { Log } from '../log.ts';
import { ScriptChild } from './script-child.ts';
import type { AskOptions, ChildFailure } from './script-child.ts';

export interface TypeFault {
  /** The compiler's words with its "Did you mean …?", on one line, at most 1 001 characters. */
  readonly message: string;
  /** In the text that was checked, from 1. */
  readonly line: number;
  readonly column: number;
  /** The compiler's number, such as 2345. */
  readonly code: number;
}

/** `unchecked` says that nobody knows: the caller decides whether to run the script all the same. */
export type TypeCheck =
  | { readonly kind: 'checked'; readonly faults: readonly TypeFault[] }
  | {
      readonly kind: 'unchecked';
      readonly reason: ChildFailure['reason'];
      /** Ends a sentence, such as "it took longer than 2000 ms". */
      readonly message: string;
    };

export interface TypeCheckRequest {
  /** Names the types: the same key always comes with the same `types` (a bundle's content hash). */
  readonly key: string;
  /** The SDK as one declaration text, `declare const petstore: {…}`. */
  readonly types: string;
  /** `checked` of a prepared script: the body of an async function. */
  readonly code: string;
  /** Of the check itself; waiting for others is bounded by the same time. The first check of a bundle takes longer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Whose script it is: no owner's scripts keep another's waiting. */
  readonly owner?: string | undefined;
}

export interface TypeChecker {
  /** Never rejects. At most 20 faults, in the order of the text. */
  check(request: TypeCheckRequest): Promise<TypeCheck>;
  /**
   * Opens the types of a bundle that scripts will soon be checked against, where they are not open: it takes a second for a large one.
   * Never rejects; what goes wrong is found out by the first check, and not tried again for five minutes.
   */
  warm(bundle: Pick<TypeCheckRequest, 'key' | 'owner'> & { types(): Promise<string> }): Promise<void>;
  close(): Promise<void>;
}

export interface CheckQuestion {
  readonly key: string;
  /** Left out where the process knows them. */
  readonly types?: string | undefined;
  readonly code: string;
}
export type CheckAnswer = { readonly kind: 'faults'; readonly faults: readonly TypeFault[] } | { readonly kind: 'missing' };

const LIMITS = {
  entry: join(import.meta.dirname, 'check-child.ts'),
  maxMemoryMb: 1_024,
  maxWaiting: 100,
  idleMs: 600_000,
} as const;
const MAX_KNOWN = 100;
const WARM_MS = seconds(10);
const WARM_AGAIN_MS = minutes(5);

/** `maxMemoryMb`: of the compiler with everything it keeps; 1 024 unless told. */
export function createTypeChecker({
  log,
  maxMemoryMb = LIMITS.maxMemoryMb,
}: {
  readonly log: Log;
  readonly maxMemoryMb?: number | undefined;
}): TypeChecker {
  const child = new ScriptChild<CheckQuestion, CheckAnswer>({ ...LIMITS, maxMemoryMb }, log);
  let known = { generation: 0, keys: new Set<string>() };
  const isKnown = (key: string): boolean => known.generation === child.generation && known.keys.has(key);
  const remember = (key: string): void => {
    if (known.generation !== child.generation || known.keys.size >= MAX_KNOWN) known = { generation: child.generation, keys: new Set() };
    known.keys.add(key);
  };
  const warmedAt = new Map<string, number>();
  const isWarmed = (key: string): boolean => isKnown(key) || performance.now() - (warmedAt.get(key) ?? -Infinity) < WARM_AGAIN_MS;
  const noteWarmed = (key: string): void => {
    if (warmedAt.size >= MAX_KNOWN) warmedAt.clear();
    warmedAt.set(key, performance.now());
  };
  return {
    async warm({ key, types, owner }) {
      if (isWarmed(key)) return;
      noteWarmed(key);
      try {
        const text = await types();
        const answer = await child.ask(() => ({ key, types: text, code: '' }), { timeoutMs: WARM_MS, owner });
        if (answer.ok) remember(key);
      } catch (error) {
        log.debug({ error }, 'the types of a bundle could not be opened ahead');
      }
    },
    async check({ key, types, code, timeoutMs, signal, owner }) {
      const options: AskOptions = { timeoutMs, signal, owner };
      let answer = await child.ask(() => ({ key, code, ...(isKnown(key) ? {} : { types }) }), options);
      // It keeps a few projects only.
      if (answer.ok && answer.value.kind === 'missing') answer = await child.ask(() => ({ key, code, types }), options);
      if (!answer.ok) return { kind: 'unchecked', ...answer.error };
      if (answer.value.kind === 'missing') return { kind: 'unchecked', reason: 'crashed', message: 'its process lost the types' };
      remember(key);
      return { kind: 'checked', faults: answer.value.faults };
    },
    close: () => child.close(),
  };
}
