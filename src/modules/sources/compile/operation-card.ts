// What search shows of an operation: its types, its summary and its signature, as the index writes them.
import type { Operation, Schema } from './compiled.ts';
import { callLines } from './sdk-index.ts';
import { namesIn, reachedNames } from './walk-schema.ts';
import { typeLinesOf } from './write-operations.ts';

export interface CardContext {
  readonly clientName: string;
  readonly schemas: Readonly<Record<string, Schema>>;
}

export interface Cards {
  /** The operation's lines, and as many of the types it uses, nearest first, as there is room for. */
  cardOf(operation: Operation, maxChars?: number): string;
}

const MAX_CHARS = 4_000;

/** Opened once per bundle. */
export function createCards({ clientName, schemas }: CardContext): Cards {
  const typeLines = typeLinesOf(new Map(Object.entries(schemas)));
  const found = new Map<string, Set<string>>();
  const usedBy = (name: string): Set<string> => {
    const names = found.get(name) ?? namesIn(Object.hasOwn(schemas, name) ? (schemas[name] ?? true) : true);
    // as many as there are schemas
    found.set(name, names);
    return names;
  };
  return {
    cardOf(operation, maxChars = MAX_CHARS) {
      const calls = callLines(clientName, operation);
      let room = maxChars - calls.join('\n').length;
      const types: string[] = [];
      for (const name of reachedNames(operation.mentions, usedBy)) {
        const line = typeLines.get(name);
        if (line === undefined || line.length >= room) continue;
        room -= line.length + 1;
        types.push(line);
      }
      return [...types, ...calls].join('\n');
    },
  };
}
