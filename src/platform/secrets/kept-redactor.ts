// The redactor of an organization, made anew only when its secrets change: to make one costs more than most of what it is asked.
import { createRedactor } from './redact.ts';
import type { Redactor, RedactorOptions } from './redact.ts';
import type { Vault } from './vault.ts';

interface Kept {
  readonly values: readonly string[];
  readonly redactor: Redactor;
}

const MAX_KEPT = 500;
/** By vault, so that what belongs to one instance ends with it. */
const keptOf = new WeakMap<object, Map<string, Kept>>();

export async function redactorOf(
  vault: Pick<Vault, 'valuesOf'>,
  orgId: string,
  { keepsBodies = false }: RedactorOptions = {},
): Promise<Redactor> {
  const values = await vault.valuesOf(orgId);
  const all = keptOf.get(vault) ?? new Map<string, Kept>();
  keptOf.set(vault, all);
  const key = `${orgId} ${keepsBodies}`;
  const known = all.get(key);
  if (known && isSame(known.values, values)) return known.redactor;
  const redactor = createRedactor(values, { keepsBodies });
  const oldest = all.size >= MAX_KEPT ? all.keys().next().value : undefined;
  if (oldest !== undefined) all.delete(oldest);
  all.set(key, { values, redactor });
  return redactor;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
