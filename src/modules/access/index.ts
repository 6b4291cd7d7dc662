// Front door of access: who may do what. Nouns: organization, user, member, API key, session, audit entry.
// Tables: organizations, users, members, api_keys, sessions, sign_in_links, audit_log. Emits no facts.
export { secretMark } from './audit/changed-fields.ts';
export { listAuditLog } from './audit/list-audit-log.ts';
export { record } from './audit/record.ts';
export { authenticateKey } from './keys/authenticate-key.ts';
export { createApiKey } from './keys/create-api-key.ts';
export { listApiKeys } from './keys/list-api-keys.ts';
export { revokeApiKey } from './keys/revoke-api-key.ts';
export { authenticateSession } from './sessions/authenticate-session.ts';
export { createSignInLink } from './sessions/create-sign-in-link.ts';
export { endSession } from './sessions/end-session.ts';
export type { SessionInfo } from './sessions/session.ts';
export { signInWithLink } from './sessions/sign-in-with-link.ts';
export { addMember } from './add-member.ts';
export { changeDefaultModels } from './change-default-models.ts';
export { createOrganization } from './create-organization.ts';
export { ensureLocalWorkspace } from './ensure-local-workspace.ts';
export type { LocalWorkspace } from './ensure-local-workspace.ts';
export { ensureUser } from './ensure-user.ts';
export { getOrgById, getOrgBySlug, retentionDaysOf } from './find-organization.ts';
export { getOrganization } from './get-organization.ts';
export { listMembers } from './list-members.ts';
export { slugOf } from './organization.ts';
export { systemCtx } from './system-ctx.ts';
export { updateOrganization } from './update-organization.ts';
export type { ModelRules } from './update-organization.ts';
