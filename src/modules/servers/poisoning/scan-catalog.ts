// Looks through every text of a catalog for what steers models behind people's backs (spec 11 §4). Pure, local, linear in the text.
import type { Catalog } from '#platform/mcp/mcp';
import { isObject } from '../catalog/canonical.ts';
import { entriesOf } from '../catalog/entries.ts';
import type { CatalogEntry } from '../catalog/entries.ts';
import { excerptOf } from './characters.ts';
import { findHomoglyphs, looksOf } from './find-homoglyphs.ts';
import type { Looks } from './find-homoglyphs.ts';
import type { PoisonFinding, TextFind } from './finding.ts';
import { scanText } from './scan-text.ts';
import { textsOf } from './texts.ts';
import type { PlacedText } from './texts.ts';
import type { Names } from './tokens.ts';

/** Of one catalog, together. The largest honest ones have a fifth of it, and a model reads them whole. */
const MAX_CHARS = 1024 * 1024;
const MAX_NODES = 100_000;
const MAX_NAME = 256;

export interface Find {
  readonly finding: PoisonFinding;
  /** The text it stands in. */
  readonly text: string;
}

interface Bound {
  chars: number;
  nodes: number;
}

/** In the order of the entries. What is more than the bounds is not looked at, and said to be so. */
export function scanCatalog(catalog: Catalog): Find[] {
  const entries = entriesOf(catalog);
  const tools = entries.filter(({ kind }) => kind === 'tool').map(({ name }) => name);
  const around: Surroundings = { siblings: new Set(tools.map((name) => name.toLowerCase())), looks: looksOf(tools) };
  const bound: Bound = { chars: MAX_CHARS, nodes: MAX_NODES };
  const found = new Map(bySize(entries).map((entry) => [entry, scanEntry(entry, around, bound)]));
  return entries.flatMap((entry) => found.get(entry) ?? []);
}

/** Small ones first: who fills an entry up with words hides nothing but that entry. */
function bySize(entries: readonly CatalogEntry[]): CatalogEntry[] {
  const sizes = new Map(entries.map((entry) => [entry, sizeOf(entry)]));
  return entries.toSorted((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0) || 0);
}

function sizeOf({ definition }: CatalogEntry): number {
  try {
    return JSON.stringify(definition).length;
  } catch {
    // Nested too deep to be written.
    return Infinity;
  }
}

interface Surroundings {
  /** Lower case. */
  readonly siblings: ReadonlySet<string>;
  readonly looks: Looks;
}

const ALONE: Looks = new Map();

function scanEntry(entry: CatalogEntry, { siblings, looks }: Surroundings, bound: Bound): Find[] {
  const { texts, isCut } = textsOf(entry.definition, bound);
  let isUnseen = isCut;
  const names: Names = { own: ownNames(entry, texts), siblings };
  const finds: Find[] = [];
  const note = (path: string, text: string, find: TextFind): void => {
    const where = { kind: entry.kind, name: entry.name.slice(0, MAX_NAME), path };
    finds.push({ finding: { rule: find.rule, severity: find.severity, where, excerpt: excerptOf(text, find.at) }, text });
  };
  for (const { path, text: whole, kind } of texts) {
    const text = whole.slice(0, bound.chars);
    bound.chars -= text.length;
    isUnseen ||= text.length < whole.length;
    const isToolName = path === 'name' && entry.kind === 'tool';
    for (const find of kind === 'name' ? findHomoglyphs(text, isToolName ? looks : ALONE) : []) note(path, text, find);
    for (const find of scanText(readable(text), names)) note(path, text, find);
  }
  // Clients show the title and the description in one: an order may begin in the one and end in the other.
  const seam = seamOf(entry);
  if (seam !== undefined && !finds.some(({ finding }) => finding.severity === 'error')) {
    for (const find of scanText(seam, names)) if (find.severity === 'error') note('description', seam, find);
  }
  if (isUnseen) note('', '', UNSEEN);
  return finds;
}

const SEAM = 300;

function seamOf({ definition: { title, description } }: CatalogEntry): string | undefined {
  return typeof title === 'string' && typeof description === 'string' ? `${title.slice(-SEAM)} ${description.slice(0, SEAM)}` : undefined;
}

const UNSEEN: TextFind = { rule: 'not_scanned', severity: 'warning', at: 0 };

/** "ignore_previous_instructions" is read by models as the sentence it is. */
const readable = (text: string): string =>
  /\s/.test(text) ? text : text.replaceAll('_', ' ').replaceAll('id rsa', 'id_rsa').replaceAll('id ed25519', 'id_ed25519');

/** The tool's own name and those of its fields and values. */
function ownNames({ name, definition }: CatalogEntry, texts: readonly PlacedText[]): Set<string> {
  const own = new Set([name.toLowerCase()]);
  for (const { text, kind } of texts) if (kind === 'name' || !/\s/.test(text)) own.add(text.toLowerCase());
  const title = definition['title'];
  if (typeof title === 'string' && !isObject(title)) own.add(title.toLowerCase());
  return own;
}
