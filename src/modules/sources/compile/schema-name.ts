// Names of schemas in a bundle: the document's, made of letters that need no escaping in references.

/** `Foo«Bar»` → `Foo_Bar_`. Never a name with a meaning of its own to JavaScript's objects. */
export function schemaNameOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_');
  if (plain === '' || plain === '_') return 'Schema';
  return plain === '__proto__' ? '_proto_' : plain;
}
