// Writes the audit row of a change, in the transaction of that change.
import type { RequestContext } from '#kernel/context';
import type { Clock } from '#platform/clock';
import type { Tx } from '#platform/db/connect';
import { changedFields } from './changed-fields.ts';
import type { Fields } from './changed-fields.ts';
import { insertEntry } from './store.ts';

export interface AuditChange {
  /** `<object>.<verb>`, such as `mcp_server.update`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** The object before and after; unchanged fields are left out of the row. Secrets go in as `secretMark(version)`. */
  readonly before?: object | undefined;
  readonly after?: object | undefined;
  readonly note?: string | undefined;
}

/** Who and when: every verb's `ctx` fits. */
export type AuditContext = Pick<RequestContext, 'org' | 'actor' | 'requestId' | 'ip' | 'userAgent'> & {
  readonly deps: { readonly clock: Clock };
};

const MAX_USER_AGENT = 512;
const MAX_NOTE = 2000;

export async function record(tx: Tx, ctx: AuditContext, change: AuditChange): Promise<void> {
  await insertEntry(tx, ctx.org.id, {
    at: ctx.deps.clock.now(),
    actor: { type: ctx.actor.type, id: ctx.actor.id, name: ctx.actor.name },
    action: change.action,
    objectType: change.objectType,
    objectId: change.objectId,
    ...changedFields(fieldsOf(change.before), fieldsOf(change.after)),
    ip: ctx.ip ?? null,
    userAgent: ctx.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    requestId: ctx.requestId,
    note: noteOf(change, ctx)?.slice(0, MAX_NOTE) ?? null,
  });
}

/** What an application did for a person says so: the person is the one who answers for it. */
function noteOf({ note }: AuditChange, { actor }: AuditContext): string | undefined {
  const through = actor.app && `through ${actor.app.name}`;
  return note === undefined || through === undefined ? (note ?? through) : `${note}; ${through}`;
}

const fieldsOf = (object: object | undefined): Fields | undefined => (object === undefined ? undefined : { ...object });
