// What a rule ties together must be there, and the rule must say where at the destination, as its kind needs it.
import { validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import type { Tx } from '#platform/db/connect';
import { addressFaults } from '../channels/address-faults.ts';
import { holdDestination, holdTarget } from './store.ts';
import type { RuleSpec } from './stored-rule.ts';

/** Throws `validation_failed` with every field that does not fit. Holds what it finds until the transaction ends. */
export async function requireReferences(
  tx: Tx,
  orgId: string,
  { spec, isNewTarget }: { readonly spec: RuleSpec; readonly isNewTarget: boolean },
): Promise<void> {
  const kind = await holdDestination(tx, orgId, spec.destinationId);
  const [first, ...rest] = [
    ...(isNewTarget ? await faultsOfTarget(tx, orgId, spec) : []),
    ...(kind === undefined ? [{ field: 'destinationId', message: 'must exist' }] : addressFaults(kind, spec)),
  ];
  if (first) throw validationFailed([first, ...rest]);
}

async function faultsOfTarget(tx: Tx, orgId: string, { targetType, targetId }: RuleSpec): Promise<FieldError[]> {
  const target = await holdTarget(tx, orgId, { type: targetType, id: targetId });
  if (!target) return [{ field: 'targetId', message: 'must exist' }];
  return target.isArchived ? [{ field: 'targetId', message: 'is archived' }] : [];
}
