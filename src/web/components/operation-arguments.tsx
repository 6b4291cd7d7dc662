// The arguments of an operation: where each goes, what type it has, and whether it is required.
import type { Operation } from '../api/bundles.ts';
import { isJsonObject } from '../text/json-text.ts';
import { visibleText } from '../text/visible-text.ts';
import { SchemaTable } from './schema-table.tsx';
import { Tag } from './tag.tsx';

export function OperationArguments({ operation: { parameters, body } }: { readonly operation: Operation }) {
  if (parameters.length === 0 && body === null) return <p className="text-sm text-muted">No arguments.</p>;
  return (
    <div className="grid gap-3">
      {parameters.length > 0 && (
        <ul aria-label="Arguments" className="divide-y divide-line rounded-md border border-line bg-surface">
          {parameters.map(({ argument, place, required, description, schema }) => (
            <li
              key={argument}
              className="grid gap-x-4 gap-y-0.5 px-3 py-1.5 text-sm sm:grid-cols-[minmax(8rem,14rem)_minmax(7rem,10rem)_1fr]"
            >
              <span className="data font-medium break-all">
                {visibleText(argument)}
                {required && (
                  <span className="ps-1 text-fail" title="required">
                    *<span className="sr-only"> required</span>
                  </span>
                )}
              </span>
              <span className="flex flex-wrap items-baseline gap-1.5">
                <Tag>{place}</Tag>
                <span className="data text-xs break-all text-muted">{typeWord(schema)}</span>
              </span>
              <span className="min-w-0 break-words text-muted">{visibleText(description)}</span>
            </li>
          ))}
        </ul>
      )}
      {body !== null && (
        <div className="grid gap-1">
          <p className="flex flex-wrap items-baseline gap-2 text-sm">
            <span className="data font-medium">body</span>
            <Tag>{visibleText(body.contentType)}</Tag>
            <span className="text-muted">{body.required ? 'required' : 'optional'}</span>
          </p>
          {isJsonObject(body.schema) && isJsonObject(body.schema['properties']) && <SchemaTable schema={body.schema} label="Fields" />}
        </div>
      )}
    </div>
  );
}

/** Schemas are other people's data: nothing in them is taken for granted. */
function typeWord(schema: unknown): string {
  if (!isJsonObject(schema)) return 'any';
  if (Array.isArray(schema['enum']))
    return schema['enum']
      .slice(0, SHOWN)
      .map((value) => JSON.stringify(value))
      .join(' | ');
  if (typeof schema['$ref'] === 'string') return visibleText(schema['$ref'].split('/').at(-1) ?? 'any');
  const type = schema['type'];
  return Array.isArray(type) ? type.map(String).join(' | ') : typeof type === 'string' ? type : 'any';
}

const SHOWN = 8;
