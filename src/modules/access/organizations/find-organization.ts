// Looks an organization up for the surfaces, before there is a context. Never answers a caller by itself.
import type { OrgRef } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { organizationById, organizationBySlug } from './store.ts';

type Door = Pick<Deps, 'db'>;

export async function getOrgById(deps: Door, orgId: string): Promise<OrgRef | undefined> {
  return refOf(await organizationById(deps.db, orgId));
}

export async function getOrgBySlug(deps: Door, slug: string): Promise<OrgRef | undefined> {
  return refOf(await organizationBySlug(deps.db, slug));
}

/** Days run data of this organization is kept: its own setting, else undefined (the instance's). */
export async function retentionDaysOf(deps: Door, orgId: string): Promise<number | undefined> {
  return (await organizationById(deps.db, orgId))?.retentionDays ?? undefined;
}

/** Whether changes of catalogs that break nothing are accepted by themselves. */
export async function autoAcceptsChanges(db: Db | Tx, orgId: string): Promise<boolean> {
  return (await organizationById(db, orgId))?.autoAcceptChanges ?? false;
}

const refOf = (organization: OrgRef | undefined): OrgRef | undefined =>
  organization && { id: organization.id, slug: organization.slug, name: organization.name };
