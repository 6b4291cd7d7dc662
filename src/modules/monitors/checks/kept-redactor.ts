// The redactor of an organization, made anew only when its secrets change: to make one costs more than a check.
import type { Vault } from '#platform/secrets/vault';
import { createRedactor } from '#platform/secrets/redact';
import type { Redactor } from '#platform/secrets/redact';

interface Kept {
  readonly values: readonly string[];
  readonly redactor: Redactor;
}

const MAX_KEPT = 500;
/** By vault, so that what belongs to one instance ends with it. */
const keptOf = new WeakMap<Vault, Map<string, Kept>>();

export async function redactorOf(vault: Vault, orgId: string): Promise<Redactor> {
  const values = await vault.valuesOf(orgId);
  const all = keptOf.get(vault) ?? new Map<string, Kept>();
  keptOf.set(vault, all);
  const known = all.get(orgId);
  if (known && isSame(known.values, values)) return known.redactor;
  const redactor = createRedactor(values);
  const oldest = all.size >= MAX_KEPT ? all.keys().next().value : undefined;
  if (oldest !== undefined) all.delete(oldest);
  all.set(orgId, { values, redactor });
  return redactor;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
