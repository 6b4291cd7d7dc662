// The arguments of a tool as they are typed: one text a property, or all of them as JSON; and the object they become.
// A tool's schema is other people's data: what this file does not understand is typed as JSON, and the server judges it.
import { isJsonObject, parseJson, parseJsonObject, prettyJson } from '../text/json-text.ts';

type Schema = Readonly<Record<string, unknown>>;
export type Arguments = Readonly<Record<string, unknown>>;

export type ArgumentKind = 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'json';

export interface ArgumentField {
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly isRequired: boolean;
  readonly description: string | undefined;
  /** JSON texts, for `choice`. */
  readonly options: readonly string[];
  readonly schema: Schema;
}

export interface ArgumentDraft {
  readonly view: 'form' | 'json';
  /** By property; an empty or absent text is not sent. */
  readonly texts: Readonly<Record<string, string>>;
  /** Properties whose value does not suit the control of their type, and those the schema does not name. */
  readonly asJson: readonly string[];
  readonly json: string;
}

export type ReadArguments =
  | { readonly ok: true; readonly value: Arguments }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** The error of the whole, when no property has it. */
export const WHOLE = '';

const MAX_BYTES = 16 * 1024;
const MAX_OPTIONS = 100;

export function argumentFields(inputSchema: unknown): readonly ArgumentField[] {
  if (!isJsonObject(inputSchema) || !isJsonObject(inputSchema['properties'])) return [];
  const required: readonly unknown[] = Array.isArray(inputSchema['required']) ? inputSchema['required'] : [];
  const fields = Object.entries(inputSchema['properties']).map(([name, property]) => fieldOf(name, property, required.includes(name)));
  return [...fields.filter(({ isRequired }) => isRequired), ...fields.filter(({ isRequired }) => !isRequired)];
}

function fieldOf(name: string, property: unknown, isRequired: boolean): ArgumentField {
  const outer = isJsonObject(property) ? property : {};
  const schema = withoutNull(outer);
  const description = [outer['description'], schema['description'], outer['title']].find((text) => typeof text === 'string');
  const options = optionsOf(schema);
  return { name, kind: options.length > 0 ? 'choice' : kindOf(schema), isRequired, description, options, schema };
}

/** "A text or null" is a text that may be left out: many servers write every optional property so. */
function withoutNull(schema: Schema): Schema {
  const branches = [schema['anyOf'], schema['oneOf']].find(Array.isArray);
  if (branches !== undefined) {
    const others: readonly unknown[] = branches.filter((branch: unknown) => !(isJsonObject(branch) && branch['type'] === 'null'));
    const [only] = others;
    return others.length === 1 && isJsonObject(only) ? only : {};
  }
  if (!Array.isArray(schema['type'])) return schema;
  const types = schema['type'].filter((type: unknown) => type !== 'null');
  return { ...schema, type: types.length === 1 ? types[0] : undefined };
}

function optionsOf(schema: Schema): readonly string[] {
  if (Object.hasOwn(schema, 'const')) return [JSON.stringify(schema['const'])];
  const values: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [];
  return values.length > MAX_OPTIONS ? [] : values.map((value) => JSON.stringify(value) ?? 'null');
}

function kindOf({ type }: Schema): ArgumentKind {
  if (type === 'string') return 'text';
  return type === 'number' || type === 'integer' || type === 'boolean' ? type : 'json';
}

/** `value` as it would be typed; undefined when the control of this kind cannot show it. */
function textOf({ kind, options }: ArgumentField, value: unknown): string | undefined {
  const json = JSON.stringify(value) ?? '';
  switch (kind) {
    case 'text':
      // An empty text would be taken for "not sent".
      return typeof value === 'string' && value !== '' ? value : undefined;
    case 'number':
    case 'integer':
      return typeof value === 'number' ? json : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? json : undefined;
    case 'choice':
      return options.includes(json) ? json : undefined;
    case 'json':
      return typeof value === 'object' ? prettyJson(value) : json;
  }
}

export function argumentDraft(fields: readonly ArgumentField[], value: Arguments, view: ArgumentDraft['view'] = 'form'): ArgumentDraft {
  const entries = Object.entries(value).map(([name, item]) => {
    const field = fields.find((one) => one.name === name);
    const text = field === undefined ? undefined : textOf(field, item);
    return { name, text: text ?? prettyJson(item), isJson: text === undefined };
  });
  return {
    view,
    texts: Object.fromEntries(entries.map(({ name, text }) => [name, text])),
    asJson: entries.filter(({ isJson }) => isJson).map(({ name }) => name),
    json: prettyJson(value),
  };
}

/** The fields to show: those of the schema, and one for each property that only the value has. */
export function shownFields(fields: readonly ArgumentField[], { asJson }: ArgumentDraft): readonly ArgumentField[] {
  const extra = asJson.filter((name) => !fields.some((field) => field.name === name));
  return [
    ...fields.map((field) => (asJson.includes(field.name) ? { ...field, kind: 'json' as const } : field)),
    ...extra.map((name) => ({
      name,
      kind: 'json' as const,
      isRequired: false,
      description: 'Not in the schema of the tool.',
      options: [],
      schema: {},
    })),
  ];
}

/** What would be sent, or what is wrong by property name; the server checks the whole schema. */
export function readArguments(fields: readonly ArgumentField[], draft: ArgumentDraft): ReadArguments {
  const read = draft.view === 'json' ? readJson(fields, draft.json) : readForm(shownFields(fields, draft), draft);
  if (!read.ok) return read;
  const size = new TextEncoder().encode(JSON.stringify(read.value)).length;
  return size > MAX_BYTES ? failed(WHOLE, 'must be at most 16 KiB') : read;
}

const failed = (name: string, message: string): ReadArguments => ({ ok: false, errors: { [name]: message } });

function readJson(fields: readonly ArgumentField[], json: string): ReadArguments {
  const parsed = parseJsonObject(json.trim() === '' ? '{}' : json);
  if (!parsed.ok) return failed(WHOLE, parsed.message);
  const missing = fields.filter(({ name, isRequired }) => isRequired && !Object.hasOwn(parsed.value, name));
  const names = missing.map(({ name }) => name).join(', ');
  return missing.length === 0 ? parsed : failed(WHOLE, `needs ${names}`);
}

function readForm(fields: readonly ArgumentField[], { texts }: ArgumentDraft): ReadArguments {
  const errors: Record<string, string> = {};
  const entries: (readonly [string, unknown])[] = [];
  for (const field of fields) {
    const text = Object.hasOwn(texts, field.name) ? (texts[field.name] ?? '') : '';
    if (text === '' && !field.isRequired) continue;
    const read = text === '' ? ({ ok: false, message: 'is required' } as const) : readText(field, text);
    if (read.ok) entries.push([field.name, read.value]);
    else errors[field.name] = read.message;
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: Object.fromEntries(entries) };
}

type ReadText = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function readText({ kind, schema }: ArgumentField, text: string): ReadText {
  if (kind === 'text')
    return within(text, { schema, of: Array.from(text).length, min: 'minLength', max: 'maxLength', unit: ' characters' });
  if (kind === 'boolean' || kind === 'choice') return { ok: true, value: JSON.parse(text) };
  if (kind === 'json') return parseJson(text);
  const value = Number(text);
  if (!Number.isFinite(value)) return { ok: false, message: 'must be a number' };
  if (kind === 'integer' && !Number.isInteger(value)) return { ok: false, message: 'must be a whole number' };
  return within(value, { schema, of: value, min: 'minimum', max: 'maximum', unit: '' });
}

interface Bounds {
  readonly schema: Schema;
  readonly of: number;
  readonly min: string;
  readonly max: string;
  readonly unit: string;
}

function within(value: unknown, { schema, of, min, max, unit }: Bounds): ReadText {
  const [least, most] = [schema[min], schema[max]];
  if (typeof least === 'number' && of < least) return { ok: false, message: `must be at least ${least}${unit}` };
  if (typeof most === 'number' && of > most) return { ok: false, message: `must be at most ${most}${unit}` };
  return { ok: true, value };
}

/** Changes the view, taking along what was typed; undefined when the JSON cannot be read and so no form can show it. */
export function turnedTo(view: ArgumentDraft['view'], fields: readonly ArgumentField[], draft: ArgumentDraft): ArgumentDraft | undefined {
  if (view === draft.view) return draft;
  if (view === 'json') return { ...draft, view, json: prettyJson(typedSoFar(shownFields(fields, draft), draft)) };
  const parsed = parseJsonObject(draft.json.trim() === '' ? '{}' : draft.json);
  return parsed.ok ? argumentDraft(fields, parsed.value) : undefined;
}

/** A text that is wrong is kept as the text it is: nothing typed gets lost. */
function typedSoFar(fields: readonly ArgumentField[], { texts }: ArgumentDraft): Arguments {
  const entries = fields.flatMap((field) => {
    const text = Object.hasOwn(texts, field.name) ? (texts[field.name] ?? '') : '';
    if (text === '') return [];
    const read = readText(field, text);
    return [[field.name, read.ok ? read.value : text] as const];
  });
  return Object.fromEntries(entries);
}
