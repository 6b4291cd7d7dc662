// What the policy of a bundle says of an operation, as the server decides it: the first entry that matches, otherwise allowed.
import type { Manifest } from '../api/bundles.ts';
import { matchesGlob } from './matches-glob.ts';

export type PolicyAction = Manifest['policy'][number]['action'];

export const policyActionOf = (policy: Manifest['policy'], operationId: string): PolicyAction =>
  policy.find(({ match }) => matchesGlob(match, operationId))?.action ?? 'allow';

export const POLICY_WORDS: Readonly<Record<PolicyAction, { readonly word: string; readonly sentence: string }>> = {
  allow: { word: 'allowed', sentence: 'Scripts may call it.' },
  ask: { word: 'asks', sentence: 'A script that calls it waits until an editor approves the request.' },
  block: { word: 'blocked', sentence: 'Nobody can call it here.' },
};
