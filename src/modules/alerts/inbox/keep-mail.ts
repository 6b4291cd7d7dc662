// Puts a mail into the local inbox; the newest 200 of an organization are kept.
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { deleteOldest, insertMailOnce } from './store.ts';

const KEPT = 200;

export interface MailToKeep {
  readonly deliveryId: string;
  readonly orgId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A delivery that is tried twice is there once: its mail has the id of the delivery. */
export async function keepMail({ db, clock }: Pick<Deps, 'db' | 'clock'>, { deliveryId, ...mail }: MailToKeep): Promise<void> {
  await inTransaction(db, async (tx) => {
    await insertMailOnce(tx, { ...mail, id: deliveryId.replace(/^dlv_/, 'mail_'), at: clock.now() });
    await deleteOldest(tx, mail.orgId, KEPT);
  });
}
