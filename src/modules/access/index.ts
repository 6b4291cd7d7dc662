// Front door of access: who may do what. Nouns: organization, user, member, invitation, offer of ownership, API key, ingest key, connected
// app, session, audit entry. Tables: organizations, users, members, invitations, ownership_transfers, api_keys, ingest_keys, app_clients,
// app_grants, app_codes, app_tokens, sessions, sign_in_links, audit_log. Emits no facts. Jobs enqueued: organization.erase.
export { registerClient } from './app-clients/register-client.ts';
export { secretMark } from './audit/changed-fields.ts';
export { exportAuditLog } from './audit/export-audit-log.ts';
export { listAuditLog } from './audit/list-audit-log.ts';
export { record } from './audit/record.ts';
export { recordSweep } from './audit/record-sweep.ts';
export { sweepAccess } from './audit/sweep-access.ts';
export { authenticateAccessToken } from './app-tokens/authenticate-access-token.ts';
export {
  AUTHORIZE_PATH,
  MCP_PATH,
  REGISTER_PATH,
  resourceMetadata,
  REVOKE_PATH,
  serverMetadata,
  TOKEN_PATH,
} from './authorization/authorization-server.ts';
export { decideAuthorization } from './authorization/decide-authorization.ts';
export { disconnectApp } from './connected-apps/disconnect-app.ts';
export { disconnectOwnApp } from './connected-apps/disconnect-own-app.ts';
export { exchangeToken } from './app-tokens/exchange-token.ts';
export { listConnectedApps } from './connected-apps/list-connected-apps.ts';
export { listOwnApps } from './connected-apps/list-own-apps.ts';
export { reviewAuthorization } from './authorization/review-authorization.ts';
export { revokeToken } from './app-tokens/revoke-token.ts';
export { deleteOrganization } from './deletion/delete-organization.ts';
export type { RunStopper } from './deletion/delete-organization.ts';
export { eraseOrganization, organizationsBeingDeleted } from './deletion/erase-organization.ts';
export type { Eraser } from './deletion/eraser.ts';
export { exportOrganization } from './export/export-organization.ts';
export type { Exported, Exporter } from './export/exporter.ts';
export { authenticateIngestKey } from './ingest-keys/authenticate-ingest-key.ts';
export { createIngestKey } from './ingest-keys/create-ingest-key.ts';
export type { ServerRules } from './ingest-keys/ingest-key.ts';
export { listIngestKeys } from './ingest-keys/list-ingest-keys.ts';
export { revokeIngestKey } from './ingest-keys/revoke-ingest-key.ts';
export { acceptInvitation } from './invitations/accept-invitation.ts';
export { createInvitation } from './invitations/create-invitation.ts';
export { findInvitation } from './invitations/find-invitation.ts';
export { listInvitations } from './invitations/list-invitations.ts';
export { resendInvitation } from './invitations/resend-invitation.ts';
export { revokeInvitation } from './invitations/revoke-invitation.ts';
export { authenticateKey, isKeyRevoked } from './keys/authenticate-key.ts';
export { createApiKey } from './keys/create-api-key.ts';
export { listApiKeys } from './keys/list-api-keys.ts';
export { revokeApiKey } from './keys/revoke-api-key.ts';
export { addMember } from './members/add-member.ts';
export { changeRole } from './members/change-role.ts';
export { leaveOrganization } from './members/leave-organization.ts';
export { listMembers } from './members/list-members.ts';
export { removeMember } from './members/remove-member.ts';
export { changeDefaultModels } from './organizations/change-default-models.ts';
export { createOrganization } from './organizations/create-organization.ts';
export { ensureLocalWorkspace } from './organizations/ensure-local-workspace.ts';
export type { LocalWorkspace } from './organizations/ensure-local-workspace.ts';
export { autoAcceptsChanges, getOrgById, getOrgBySlug, retentionDaysOf } from './organizations/find-organization.ts';
export { getOrganization } from './organizations/get-organization.ts';
export { slugOf } from './organizations/organization.ts';
export { updateOrganization } from './organizations/update-organization.ts';
export type { ModelRules } from './organizations/update-organization.ts';
export { acceptOwnership } from './ownership/accept-ownership.ts';
export { getOwnershipOffer } from './ownership/get-ownership-offer.ts';
export { offerOwnership } from './ownership/offer-ownership.ts';
export { withdrawOwnershipOffer } from './ownership/withdraw-ownership-offer.ts';
export { answerTwoFactor } from './accounts/answer-two-factor.ts';
export { authOptions } from './accounts/auth-options.ts';
export { beginProviderSignIn } from './accounts/begin-provider-sign-in.ts';
export { beginTwoFactor } from './accounts/begin-two-factor.ts';
export { changePassword } from './accounts/change-password.ts';
export { confirmTwoFactor } from './accounts/confirm-two-factor.ts';
export { createResetLink } from './accounts/create-reset-link.ts';
export { disableTwoFactor } from './accounts/disable-two-factor.ts';
export { finishProviderSignIn } from './accounts/finish-provider-sign-in.ts';
export { forgotPassword } from './accounts/forgot-password.ts';
export { foundOrganization } from './accounts/found-organization.ts';
export { getAccount } from './accounts/get-account.ts';
export { renewBackupCodes } from './accounts/renew-backup-codes.ts';
export { resendVerification } from './accounts/resend-verification.ts';
export { resetPassword } from './accounts/reset-password.ts';
export { signIn } from './accounts/sign-in.ts';
export { signUp } from './accounts/sign-up.ts';
export { updateAccount } from './accounts/update-account.ts';
export { verifyEmail } from './accounts/verify-email.ts';
export { authenticateSession } from './sessions/authenticate-session.ts';
export { createSignInLink } from './sessions/create-sign-in-link.ts';
export { endOtherSessions } from './sessions/end-other-sessions.ts';
export { endSession } from './sessions/end-session.ts';
export { endSessionById } from './sessions/end-session-by-id.ts';
export { listSessions } from './sessions/list-sessions.ts';
export type { PersonCtx, VisitorCtx } from './sessions/person-ctx.ts';
export type { SessionInfo } from './sessions/session.ts';
export { signInWithLink } from './sessions/sign-in-with-link.ts';
export { ensureUser } from './ensure-user.ts';
export { requirePerson } from './require-person.ts';
export { roleOfActor } from './role-of-actor.ts';
export { systemCtx } from './system-ctx.ts';
