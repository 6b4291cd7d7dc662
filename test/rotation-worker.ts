// A rotation of the master key in a process of its own, made to be killed: it tells of each batch, and then goes on or waits for ever.
import { systemClock } from '#platform/clock';
import { connect } from '#platform/db/connect';
import { rotateMasterKey, ROTATION_SESSION } from '#platform/secrets/rotate-master-key';

const [url = '', from = '', to = '', holdAfterBatches = ''] = process.argv.slice(2);
const db = connect({ connectionString: url, max: 2, application_name: ROTATION_SESSION });
const keyOf = (hex: string) => Buffer.from(hex, 'hex');
let batches = 0;
const result = await rotateMasterKey(
  db,
  { from: keyOf(from), to: keyOf(to) },
  {
    clock: systemClock,
    onBatch: () => {
      batches += 1;
      process.send?.({ batches });
      return batches === Number(holdAfterBatches) ? Promise.withResolvers<void>().promise : undefined;
    },
  },
);
await db.destroy();
process.send?.({ result });
