// One labelled entry of a catalog, and short ways to write one down.
import type { Catalog } from '#platform/mcp/mcp';

export interface Sample {
  /** What it is, or what it tries. */
  readonly about: string;
  /** Its entry comes first; the others only stand beside it. */
  readonly catalog: Catalog;
}

type Fields = Readonly<Record<string, unknown>>;
const EMPTY: Catalog = { tools: [], resources: [], resourceTemplates: [], prompts: [] };

export interface ToolParts {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  /** Property name to schema. */
  readonly properties?: Readonly<Record<string, Fields>>;
  /** Names of tools that stand beside it. */
  readonly beside?: readonly string[];
}

export function tool(
  about: string,
  { name = 'lookup', title, description = 'Looks something up.', properties = {}, beside = [] }: ToolParts,
): Sample {
  const inputSchema = { type: 'object', properties };
  const first = { name, description, inputSchema, ...(title === undefined ? {} : { title }) };
  const others = beside.map((other) => ({ name: other, description: 'Another one.', inputSchema: { type: 'object' } }));
  return { about, catalog: { ...EMPTY, tools: [first, ...others] } };
}

/** A tool whose description says this. */
export const says = (about: string, description: string, parts: Omit<ToolParts, 'description'> = {}): Sample =>
  tool(about, { ...parts, description });

/** A tool with one property of this description. */
export const asks = (about: string, property: string, description: string): Sample =>
  tool(about, { properties: { [property]: { type: 'string', description } } });

export const prompt = (about: string, parts: Fields): Sample => ({ about, catalog: { ...EMPTY, prompts: [{ name: 'ask', ...parts }] } });
export const resource = (about: string, parts: Fields): Sample => ({
  about,
  catalog: { ...EMPTY, resources: [{ uri: 'docs://guide', name: 'guide', ...parts }] },
});
export const template = (about: string, parts: Fields): Sample => ({
  about,
  catalog: { ...EMPTY, resourceTemplates: [{ uriTemplate: 'docs://{page}', name: 'page', ...parts }] },
});

/** Letters as characters of the tags block, which no font shows. */
export const inTags = (text: string): string =>
  [...text].map((char) => String.fromCodePoint(0xe0000 + (char.codePointAt(0) ?? 0))).join('');

/** Letters as eight characters without width each. */
export const inZeroWidth = (text: string): string =>
  [...Buffer.from(text)]
    .flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map((bit) => (bit === '1' ? '\u200C' : '\u200B')))
    .join('');

/** Bytes as variation selectors behind one visible character. */
export const inSelectors = (text: string): string => [...Buffer.from(text)].map((byte) => String.fromCodePoint(0xe0100 + byte)).join('');
