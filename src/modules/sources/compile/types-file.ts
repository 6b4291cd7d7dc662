// Writes the whole SDK as one declaration file, for the type checker and for people.
import type { Operation } from './compiled.ts';
import { commentText, docOf } from './signature.ts';

export interface TypesContent {
  readonly clientName: string;
  /** `Petstore 1.1.0` */
  readonly title: string;
  readonly operations: readonly Operation[];
  /** `type Pet = { … };`, one each. */
  readonly typeLines: readonly string[];
}

/** Declares globals: the client, `ApiError` and every type. */
export function typesFile({ clientName, title, operations, typeLines }: TypesContent): string {
  const methods = operations.flatMap((operation) => [`  /** ${docOf(operation)} */`, `  ${operation.signature};`]);
  return [
    headerLine({ clientName, title, count: operations.length }),
    ...typeLines,
    '/** Thrown when the API answers with anything but success. */',
    'declare class ApiError extends Error {',
    '  readonly status: number;',
    '  readonly operationId: string;',
    '  readonly body: unknown;',
    '  private constructor();',
    '}',
    `declare const ${clientName}: {`,
    ...methods,
    '};',
    '',
  ].join('\n');
}

/** `// client: petstore — Petstore 1.1.0, 2 operations` */
export const headerLine = ({ clientName, title, count }: { clientName: string; title: string; count: number }): string =>
  `// client: ${clientName} — ${commentText(title)}, ${count} ${count === 1 ? 'operation' : 'operations'}`;
