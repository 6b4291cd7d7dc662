// What access itself exports: the organization, its people, invitations, keys and connected apps; and, after all else, the audit log.
import { notFound } from '#kernel/errors';
import { inPages } from '#kernel/in-pages';
import { entriesAfter } from '../audit/store.ts';
import { appsAfter } from '../connected-apps/store.ts';
import { ingestKeysAfter } from '../ingest-keys/store.ts';
import { invitationsAfter } from '../invitations/store.ts';
import { keysAfter } from '../keys/store.ts';
import { membersAfter } from '../members/store.ts';
import { organizationById } from '../organizations/store.ts';
import type { Exporter } from './exporter.ts';

const PAGE = 200;

export const peopleExporter: Exporter = {
  async *objects({ deps: { db, clock }, org }) {
    const organization = await organizationById(db, org.id);
    if (!organization) throw notFound('organization');
    yield { kind: 'organization', ...organization };
    for await (const member of inPages((last: { userId: string } | undefined) => membersAfter(db, org.id, after(last?.userId)))) {
      yield { kind: 'member', ...member };
    }
    const now = clock.now();
    for await (const row of inPages((last: HasId) => invitationsAfter(db, org.id, { ...after(last?.id), now }))) {
      yield { kind: 'invitation', ...row };
    }
    for await (const row of inPages((last: HasId) => keysAfter(db, org.id, after(last?.id)))) yield { kind: 'api_key', ...row };
    for await (const row of inPages((last: HasId) => ingestKeysAfter(db, org.id, after(last?.id)))) yield { kind: 'ingest_key', ...row };
    for await (const row of inPages((last: HasId) => appsAfter(db, org.id, after(last?.id)))) yield { kind: 'connected_app', ...row };
  },
};

export const auditExporter: Exporter = {
  async *objects({ deps, org }) {
    const page = (last: { at: string; id: string } | undefined) => entriesAfter(deps.db, { orgId: org.id }, { last, limit: PAGE });
    for await (const entry of inPages(page)) yield { kind: 'audit_entry', ...entry };
  },
};

type HasId = { readonly id: string } | undefined;

const after = (id: string | undefined) => ({ afterId: id ?? '', limit: PAGE });
