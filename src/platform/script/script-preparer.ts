// Makes agents' scripts ready to run. Parsing happens in a child process, because the parser is native code that deep nesting can end.
import { join } from 'node:path';
import { AppError } from '#kernel/errors';
import type { Log } from '../log.ts';
import type { ScriptParts } from './prepare-script.ts';
import type { PreparedScript, UnpreparedScript } from './prepared-script.ts';
import { ScriptChild } from './script-child.ts';
import type { ChildFailure } from './script-child.ts';
import { readHeader } from './script-header.ts';
import { createToAgentPosition } from './to-agent-position.ts';

export interface ScriptPreparer {
  /**
   * Recovers what agents wrap around code (fences, functions that are never called, a missing last `return`), reads the header,
   * refuses `import` and `export`, strips the types. Rejects only with AppError `unavailable` (no process, too many waiting) and
   * with the signal's reason; whatever the code says is an answer.
   */
  prepare(code: string, options?: PrepareOptions): Promise<PreparedScript | UnpreparedScript>;
  close(): Promise<void>;
}

interface PrepareOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whose script it is: no owner's scripts keep another's waiting. */
  readonly owner?: string | undefined;
}

export interface PrepareQuestion {
  readonly code: string;
}
export type PrepareAnswer = ScriptParts | UnpreparedScript;

const MAX_CODE_CHARS = 65_536;
/** The longest script that people write takes 150 ms. */
const PREPARE_MS = 3_000;
/** Scripts that end the process cost those behind them its start. */
const WAIT_MS = 15_000;
const LIMITS = {
  entry: join(import.meta.dirname, 'prepare-child.ts'),
  maxMemoryMb: 512,
  maxWaiting: 200,
  idleMs: 600_000,
} as const;

export function createScriptPreparer({ log }: { readonly log: Log }): ScriptPreparer {
  const child = new ScriptChild<PrepareQuestion, PrepareAnswer>(LIMITS, log);
  return {
    async prepare(code, { signal, owner } = {}) {
      if (code.length > MAX_CODE_CHARS) return unreadable(code, `it is longer than ${MAX_CODE_CHARS} characters`);
      const answer = await child.ask(() => ({ code }), { timeoutMs: PREPARE_MS, waitMs: WAIT_MS, signal, owner });
      if (!answer.ok) return failureOf(code, answer.error, signal);
      return answer.value.ok ? preparedOf(answer.value) : answer.value;
    },
    close: () => child.close(),
  };
}

function preparedOf(parts: ScriptParts): PreparedScript {
  const { js, checked, header, recovered } = parts;
  return { ok: true, js, checked, header, recovered, toAgentPosition: createToAgentPosition(parts) };
}

function failureOf(code: string, { reason, message }: ChildFailure, signal: AbortSignal | undefined): UnpreparedScript {
  switch (reason) {
    case 'aborted':
      signal?.throwIfAborted();
      throw new AppError('unavailable', 'The script was cancelled.');
    case 'busy':
    case 'unavailable':
      throw new AppError('unavailable', `The script could not be read: ${message}. Try again in a moment.`);
    case 'timeout':
    case 'memory':
    case 'crashed':
      return unreadable(code, 'it is too complex or nested too deeply; write it flatter');
  }
}

const unreadable = (code: string, why: string): UnpreparedScript => ({
  ok: false,
  header: readHeader(code),
  error: { kind: 'syntax_error', message: `The script cannot be read: ${why}`, line: 1, column: 1 },
});
