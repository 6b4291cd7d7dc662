// The signed-in person's own account: profile, password, two-factor, sessions, organizations.
import { queryOptions } from '@tanstack/react-query';
import type { ProviderId } from './auth.ts';
import { app } from './client.ts';
import type { Role } from './session.ts';

export interface Account {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly emailVerified: boolean;
    readonly twoFactorEnabled: boolean;
    readonly createdAt: string;
  };
  readonly hasPassword: boolean;
  readonly providers: readonly { readonly id: ProviderId; readonly linked: boolean }[];
  readonly organizations: readonly { readonly slug: string; readonly name: string; readonly role: Role }[];
}

export interface LoginSession {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Told once, while two-factor is set up. */
export interface TwoFactorSetup {
  readonly secret: string;
  /** `otpauth://…`, what a QR code holds. */
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

export interface PasswordChange {
  readonly currentPassword?: string | undefined;
  readonly newPassword: string;
}

export interface NewOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => app<Account>('/account', { signal }),
});

export const loginSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => app<{ readonly rows: readonly LoginSession[] }>('/account/sessions', { signal }),
});

const post = <T>(path: string, body: unknown): Promise<T> => app<T>(`/account/${path}`, { method: 'POST', body });

export const updateAccount = (body: { readonly name: string }): Promise<unknown> => app('/account', { method: 'PATCH', body });
export const changePassword = (body: PasswordChange): Promise<unknown> => post('password', body);
export const endLoginSession = (id: string): Promise<unknown> => app(`/account/sessions/${id}`, { method: 'DELETE' });
export const endOtherSessions = (): Promise<unknown> => app('/account/sessions', { method: 'DELETE' });
export const beginTwoFactor = (password: string): Promise<TwoFactorSetup> => post('two-factor', { password });
export const confirmTwoFactor = (code: string): Promise<unknown> => post('two-factor/confirm', { code });
export const renewBackupCodes = (password: string): Promise<Pick<TwoFactorSetup, 'backupCodes'>> =>
  post('two-factor/backup-codes', { password });
export const disableTwoFactor = (password: string): Promise<unknown> => post('two-factor/disable', { password });
export const createOrganization = (body: { readonly name: string; readonly slug: string }): Promise<NewOrganization> =>
  post('organizations', body);
export const leaveOrganization = (org: string): Promise<unknown> => app(`/o/${org}/leave`, { method: 'POST', body: {} });
