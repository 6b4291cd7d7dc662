// A JSON Schema of an object as a table of its properties; the whole schema stays one click away.
import type { JsonSchema } from '../api/servers.ts';
import { prettyJson } from '../text/json-text.ts';
import { CodeBlock } from './code-block.tsx';
import { Tag } from './tag.tsx';

export function SchemaTable({ schema, label }: { readonly schema: JsonSchema; readonly label: string }) {
  const properties = Object.entries(schema.properties ?? {});
  return (
    <div className="grid gap-2">
      <p className="eyebrow">{label}</p>
      {properties.length === 0 ? (
        <p className="text-sm text-muted">No properties.</p>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line">
          {properties.map(([name, property]) => (
            <li key={name} className="grid gap-x-4 gap-y-0.5 px-3 py-1.5 text-sm sm:grid-cols-[minmax(8rem,14rem)_minmax(5rem,9rem)_1fr]">
              <span className="data font-medium break-all">
                {name}
                {schema.required?.includes(name) === true && (
                  <span className="ps-1 text-fail" title="required">
                    *<span className="sr-only"> required</span>
                  </span>
                )}
              </span>
              <span className="data text-xs text-muted">{typeOf(property)}</span>
              <span className="min-w-0 break-words text-muted">
                {property.description}
                {property.enum !== undefined && (
                  <span className="flex flex-wrap gap-1">
                    {property.enum.slice(0, 12).map((value) => (
                      <Tag key={JSON.stringify(value)}>{JSON.stringify(value)}</Tag>
                    ))}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary className="text-xs text-faint hover:text-ink">Schema as JSON</summary>
        <div className="mt-1.5">
          <CodeBlock text={prettyJson(schema)} label={`${label} schema`} />
        </div>
      </details>
    </div>
  );
}

function typeOf(schema: JsonSchema): string {
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  return schema.items === undefined ? String(type) : `${typeOf(schema.items)}[]`;
}
