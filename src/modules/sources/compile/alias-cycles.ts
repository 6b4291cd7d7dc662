// Finds type aliases that would be nothing but themselves, which the compiler refuses: `type A = A | string`.
import type { Schema } from './compiled.ts';
import { asList, asSchema, referredName } from './walk-schema.ts';

/** Schemas by name that stand in a circle of references, unions and intersections get the same number. */
export function aliasCycles(schemas: ReadonlyMap<string, Schema>): ReadonlyMap<string, number> {
  const edges = new Map([...schemas].map(([name, schema]) => [name, directNames(schema).filter((target) => schemas.has(target))]));
  const cycles = new Map<string, number>();
  for (const [number, group] of components(edges).entries()) {
    const [first] = group;
    const isCircle = group.length > 1 || (first !== undefined && (edges.get(first) ?? []).includes(first));
    if (isCircle) for (const name of group) cycles.set(name, number);
  }
  return cycles;
}

/** Names a type is made of without an object or a list in between, which would make it lazy. */
function directNames(schema: Schema): string[] {
  const names: string[] = [];
  const open: Schema[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'boolean') continue;
    const name = referredName(next);
    if (name !== undefined) names.push(name);
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) open.push(...asList(next[keyword]).map(asSchema));
  }
  return names;
}

interface Visit {
  readonly name: string;
  readonly targets: readonly string[];
  next: number;
}

/** Tarjan's strongly connected components, without recursion: chains of references can be long. */
function components(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const begin = (name: string): Visit => {
    order.set(name, order.size);
    lowest.set(name, order.size - 1);
    open.push(name);
    isOpen.add(name);
    return { name, targets: edges.get(name) ?? [], next: 0 };
  };
  const lower = (name: string | undefined, to: number): void => {
    if (name !== undefined) lowest.set(name, Math.min(lowest.get(name) ?? to, to));
  };
  const close = (name: string): void => {
    if (lowest.get(name) !== order.get(name)) return;
    const group = open.splice(open.lastIndexOf(name));
    for (const member of group) isOpen.delete(member);
    found.push(group);
  };
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const visits = [begin(root)];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const target = visit.targets[visit.next];
      visit.next += 1;
      if (target === undefined) {
        visits.pop();
        close(visit.name);
        lower(visits.at(-1)?.name, lowest.get(visit.name) ?? 0);
      } else if (!order.has(target)) visits.push(begin(target));
      else if (isOpen.has(target)) lower(visit.name, order.get(target) ?? 0);
    }
  }
  return found;
}
