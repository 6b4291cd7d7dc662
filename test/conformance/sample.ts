// Makes a plausible value for a JSON Schema: its default, its first choice, or the plainest value of its type.

type Schema = Readonly<Record<string, unknown>>;

const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});

/** Arguments for a tool: every property that is declared. */
export function sampleOfSchema(schema: unknown): Record<string, unknown> {
  const properties = asSchema(asSchema(schema)['properties']);
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, sampleValue(asSchema(property), name)]));
}

/** The content of an accepted form: defaults where there are any, samples for what is required. */
export function sampleOf(requestedSchema: unknown): Record<string, unknown> {
  const schema = asSchema(requestedSchema);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = Object.entries(asSchema(schema['properties']));
  return Object.fromEntries(
    properties
      .filter(([name, property]) => 'default' in asSchema(property) || required.includes(name))
      .map(([name, property]) => [name, sampleValue(asSchema(property), name)]),
  );
}

function sampleValue(schema: Schema, name: string): unknown {
  if ('default' in schema) return schema['default'];
  if ('const' in schema) return schema['const'];
  const choices = schema['enum'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return 'const' in asSchema(choices[0]) ? asSchema(choices[0])['const'] : choices[0];
  return sampleOfType(schema, name);
}

function sampleOfType(schema: Schema, name: string): unknown {
  const least = typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
  switch (Array.isArray(schema['type']) ? schema['type'][0] : schema['type']) {
    case 'integer':
      return Math.ceil(least);
    case 'number':
      return least;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return sampleOfSchema(schema);
    case 'null':
      return null;
    default:
      return name;
  }
}
