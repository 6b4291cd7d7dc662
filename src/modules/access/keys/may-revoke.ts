// Who may revoke a key: its maker, and admins any (spec 09 §5).
import type { Actor } from '#kernel/context';
import { hasRole } from '#kernel/role';
import type { ApiKey } from './api-key.ts';

export const mayRevoke = (actor: Actor, key: Pick<ApiKey, 'createdBy'>): boolean =>
  hasRole(actor.role, 'admin') || (actor.type === 'user' && key.createdBy.userId === actor.id);
