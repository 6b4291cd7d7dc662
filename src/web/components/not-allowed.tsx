// A page that this role may not open, reached by its address.
import type { Role } from '../api/session.ts';
import { EmptyState } from './empty-state.tsx';

export function NotAllowed({ needs }: { readonly needs: Role }) {
  return (
    <EmptyState title={needs === 'owner' ? 'Only the owner can see this' : `Only an ${needs} can see this`}>
      Your role in this organization is lower. Whoever manages its members can raise it.
    </EmptyState>
  );
}
