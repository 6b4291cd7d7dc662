// Front door of overview: how an organization is doing, in one look. Noun: organization health. Owns no table. Emits no facts;
// hears none. Jobs enqueued: none.
export { getOrganizationHealth } from './get-organization-health.ts';
export { HEALTH_RANGES } from './organization-health.ts';
export type { OrganizationHealth } from './organization-health.ts';
