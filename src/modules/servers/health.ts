// What a contact says about the health of a server. Pure.
import type { ContactCode } from '#platform/mcp/mcp';
import type { Contact } from './store.ts';

const MAX_DETAIL = 500;

export const HEALTHY: Contact = { health: 'healthy', detail: null };

export const unhealthy = (failure: { readonly code: ContactCode; readonly message: string }): Contact => ({
  health: failure.code === 'auth_rejected' ? 'auth_failed' : 'unreachable',
  detail: failure.message.slice(0, MAX_DETAIL).toWellFormed(),
});
