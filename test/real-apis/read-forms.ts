// Reads forms as the APIs do that take nested ones: names with brackets are objects and lists, texts are what the schema makes of them.
import { createRequire } from 'node:module';
import { entriesOf, objectOf } from './json-members.ts';
import type { Json } from './json-members.ts';
import type { OpenApiDocument } from './real-document.ts';

const FORM = 'application/x-www-form-urlencoded';

interface Qs {
  parse(text: string, options: { readonly depth: number; readonly strictDepth: boolean }): Json;
}
/** Changes the value that it is given: `"5"` to 5 where a number is wanted. */
type Coercion = (value: unknown) => boolean;
interface Ajv {
  compile(schema: object): Coercion;
}

/** `folder`: where the peers are installed. What is no form of a known operation comes back as undefined. */
export function formReader(document: OpenApiDocument, folder: string): (method: string, path: string, body: string) => Json | undefined {
  const load = createRequire(`${folder}/package.json`);
  const { parse } = load('qs') as Qs;
  const { Ajv: Compiler } = load('ajv') as { Ajv: new (options: object) => Ajv };
  const ajv = new Compiler({ strict: false, coerceTypes: true, logger: false });
  const forms = entriesOf(document['paths']).flatMap(([path, item]) =>
    entriesOf(item).flatMap(([method, operation]) => {
      const schema = objectOf(objectOf(objectOf(objectOf(operation)['requestBody'])['content'])[FORM])['schema'];
      if (schema === undefined) return [];
      const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
      return [{ method: method.toUpperCase(), pattern, coerce: ajv.compile({ ...objectOf(schema), components: document['components'] }) }];
    }),
  );
  return (method, path, body) => {
    const form = forms.find((one) => one.method === method && one.pattern.test(path));
    if (form === undefined) return undefined;
    const value = parse(body, { depth: 10, strictDepth: true });
    form.coerce(value);
    return value;
  };
}
