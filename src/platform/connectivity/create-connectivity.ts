// Tells our own outage from theirs: by our network interfaces, and by hosts that answered lately and are asked for a bare connection.
import { networkInterfaces } from 'node:os';
import { seconds } from '#kernel/duration';
import { hostOf, isLoopbackHost } from '#platform/http/address-guard';
import type { AddressPolicy } from '#platform/http/address-guard';
import { createDial } from '#platform/http/dial';
import type { Dial } from '#platform/http/dial';
import type { Log } from '#platform/log';
import type { Connectivity, FailedReach } from './connectivity.ts';
import { createStandstillWatch } from './standstill.ts';
import type { StandstillParts } from './standstill.ts';
import { createWitnesses } from './witnesses.ts';

export interface ConnectivityOptions extends Partial<StandstillParts> {
  readonly policy: AddressPolicy;
  readonly log: Log;
  /** The machine's network interfaces; default: the system's. */
  readonly interfaces?: (() => Interfaces) | undefined;
  /** Default: a bare connection through the guard, given up after three seconds. */
  readonly dial?: Dial | undefined;
  /** Milliseconds on a clock that only runs forward. */
  readonly nowMs?: (() => number) | undefined;
}

export type Interfaces = Readonly<Record<string, readonly { readonly internal: boolean; readonly address: string }[] | undefined>>;

const DIAL_MS = seconds(3);

const NETWORK_CODES: ReadonlySet<string> = new Set(['dns_failed', 'connect_failed', 'timeout']);

export function createConnectivity(options: ConnectivityOptions): Connectivity {
  const { policy, log, interfaces = networkInterfaces, nowMs = () => performance.now() } = options;
  const dial = options.dial ?? createDial(policy, { timeoutMs: DIAL_MS });
  const witnesses = createWitnesses({ dial, nowMs });
  const watch = createStandstillWatch({ clocks: options.clocks ?? SYSTEM_CLOCKS, every: options.every ?? systemEvery });
  return {
    reached: witnesses.reached,
    watch,
    isOurs: async (failure) => {
      const name = hostThatMayBeUnreachable(failure);
      if (name === undefined) return false;
      const isOurs = !hasNetwork(interfaces()) || (await witnesses.areSilent(name));
      if (isOurs)
        log.warn({ host: failure.host }, 'our own network seems to be down; a contact that failed is not held against the server');
      return isOurs;
    },
  };
}

/** Undefined where our network cannot be the cause. */
function hostThatMayBeUnreachable({ code, host, hadHttpStatus }: FailedReach): string | undefined {
  if (host === undefined || hadHttpStatus || !NETWORK_CODES.has(code)) return undefined;
  const url = URL.parse(`http://${host}`);
  const name = url ? hostOf(url) : undefined;
  return name === undefined || isLoopbackHost(name) ? undefined : name;
}

/** An address that only reaches its own cable is none. */
const hasNetwork = (found: Interfaces): boolean =>
  Object.values(found).some((addresses) =>
    (addresses ?? []).some(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address)),
  );

/** The first stands still while the machine sleeps, the second does not; only the first cannot be set. */
const SYSTEM_CLOCKS = [() => performance.now(), () => Date.now()];

function systemEvery(ms: number, beat: () => void): () => void {
  const timer = setInterval(beat, ms);
  timer.unref();
  return () => clearInterval(timer);
}
