// What this door itself needs: the way out, the switch, time, the log.
import type { Clock } from '#platform/clock';
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { Log } from '#platform/log';
import type { Telemetry } from '#platform/telemetry/telemetry';

export interface LlmDoors {
  readonly fetch: SafeFetch;
  /** False (`ALLOW_MODEL_REQUESTS=0`): every request fails with kind `disabled` before anything is sent. */
  readonly allowModelRequests: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry?: Telemetry | undefined;
  /** The operator's own keys, by provider, for models without a key. Never sent to an address somebody else chose. */
  readonly operatorKeys?: OperatorKeys | undefined;
}

export type OperatorKeys = Readonly<Partial<Record<'anthropic' | 'openai' | 'google', string | undefined>>>;
