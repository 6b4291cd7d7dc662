// The doors of a process in the rotation proof: real ones over the database of the test, in real time.
import { systemClock } from '#platform/clock';
import type { Deps, Settings } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import { createSafeFetch } from '#platform/http/safe-fetch';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { createOutbox } from '#platform/outbox/postgres-outbox';
import { createVault } from '#platform/secrets/envelope-vault';
import { noTelemetry } from '#platform/telemetry/create-telemetry';

/** Of the test's database (test/harness.ts). */
const MASTER_KEY = Buffer.alloc(32, 'armature');

export type RotationDoors = Pick<Deps, 'db' | 'fetch' | 'clock' | 'log' | 'telemetry' | 'mcp' | 'outbox' | 'vault' | 'settings'>;

/** Everything that grants and sessions use. `around` sees every outgoing request. */
export function rotationDoors(
  databaseUrl: string,
  { settings, around = (send) => send }: { settings: Settings; around?: (send: SafeFetch) => SafeFetch },
): RotationDoors {
  const db = connect({ connectionString: databaseUrl, max: 10 });
  const parts = { clock: systemClock, log: silentLog, telemetry: noTelemetry };
  const fetch = around(createSafeFetch(settings.addressPolicy));
  return {
    db,
    fetch,
    ...parts,
    mcp: createMcpDoor({ ...parts, fetch }),
    outbox: createOutbox({ db, clock: systemClock, log: silentLog }),
    vault: createVault({ masterKey: MASTER_KEY, db, clock: systemClock }),
    settings,
  };
}
