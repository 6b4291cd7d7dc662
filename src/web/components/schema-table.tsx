// A JSON Schema of an object as a table of its properties; the whole schema stays one click away.
// Schemas are other people's data: nothing in them is taken for granted.
import { isJsonObject, prettyJson } from '../text/json-text.ts';
import { CodeBlock } from './code-block.tsx';
import { Tag } from './tag.tsx';

type Schema = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 4;
const SHOWN_VALUES = 12;

export function SchemaTable({ schema, label }: { readonly schema: Schema; readonly label: string }) {
  const properties = isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return (
    <div className="grid gap-2">
      <p className="eyebrow">{label}</p>
      {properties.length === 0 ? (
        <p className="text-sm text-muted">No properties.</p>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line">
          {properties.map(([name, property]) => (
            <Property key={name} name={name} schema={isJsonObject(property) ? property : {}} isRequired={required.includes(name)} />
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

function Property({ name, schema, isRequired }: { readonly name: string; readonly schema: Schema; readonly isRequired: boolean }) {
  const values: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'].slice(0, SHOWN_VALUES) : [];
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-3 py-1.5 text-sm sm:grid-cols-[minmax(8rem,14rem)_minmax(5rem,9rem)_1fr]">
      <span className="data font-medium break-all">
        {name}
        {isRequired && (
          <span className="ps-1 text-fail" title="required">
            *<span className="sr-only"> required</span>
          </span>
        )}
      </span>
      <span className="data text-xs text-muted">{typeOf(schema)}</span>
      <span className="min-w-0 break-words text-muted">
        {typeof schema['description'] === 'string' && schema['description']}
        {values.length > 0 && (
          <span className="flex flex-wrap gap-1">
            {values.map((value) => (
              <Tag key={JSON.stringify(value)}>{JSON.stringify(value)}</Tag>
            ))}
          </span>
        )}
      </span>
    </li>
  );
}

function typeOf(schema: Schema, depth = 0): string {
  const type = schema['type'];
  if (isJsonObject(schema['items']) && depth < MAX_DEPTH) return `${typeOf(schema['items'], depth + 1)}[]`;
  if (Array.isArray(type)) return type.join(' | ');
  return typeof type === 'string' ? type : 'any';
}
