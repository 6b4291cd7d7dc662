// A destination as people see it: with its state, and without any secret.
import type { Deps } from '#platform/ctx';
import { ALL_CHANNELS } from '../channels/all-channels.ts';
import type { AlertDestination } from '../destination.ts';
import type { StoredDestination } from './store.ts';

export function presentDestination(deps: Pick<Deps, 'mail' | 'settings'>, stored: StoredDestination): AlertDestination {
  const { id, name, kind, config, needsReauth, ruleCount, createdAt, updatedAt } = stored;
  const facts = { hasSecret: stored.secretId !== null, needsReauth };
  return { id, name, kind, config, ...ALL_CHANNELS[kind].state(facts, deps), ruleCount, createdAt, updatedAt };
}
