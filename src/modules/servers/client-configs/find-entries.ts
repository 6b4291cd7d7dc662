// Where the entries of a configuration stand, and whose file it is: any of the root keys is read, wherever the file came from.
import type { NamedDraft } from './entry-draft.ts';
import { fieldsOf, isObject, textIn, textsOf } from './fields-of.ts';
import type { Fields } from './fields-of.ts';
import type { ConfigFormat, ImportInput } from './imported-entry.ts';
import { readEntry } from './read-entry.ts';
import { registryEntries, registryServers } from './registry-entries.ts';
import { shortText } from './short-text.ts';
import type { KnownInputs } from './variables.ts';

const MAX_ENTRIES = 200;

export interface FoundEntries {
  readonly format: ConfigFormat;
  readonly drafts: readonly NamedDraft[];
  /** Beyond the bound. */
  readonly leftOut: number;
}

export function findEntries(value: unknown, fileName: string): FoundEntries {
  const servers = registryServers(value);
  if (servers) {
    const drafts = servers.slice(0, MAX_ENTRIES).flatMap(registryEntries);
    return { format: 'registry', ...bounded(drafts, Math.max(0, servers.length - MAX_ENTRIES)) };
  }
  const groups = groupsOf(value);
  const format = formatOf(groups, fileName);
  const all = groups.flatMap(({ entries, source }) => [...entries].map(([name, entry]) => ({ name, source, entry })));
  const known = knownInputsOf(value);
  const drafts = all.slice(0, MAX_ENTRIES).map(({ name, source, entry }) => ({ name, source, draft: readEntry(entry, { format, known }) }));
  return { format, drafts, leftOut: Math.max(0, all.length - MAX_ENTRIES) };
}

const bounded = (drafts: readonly NamedDraft[], more: number) => ({
  drafts: drafts.slice(0, MAX_ENTRIES),
  leftOut: more + Math.max(0, drafts.length - MAX_ENTRIES),
});

type Root = 'mcpServers' | 'servers' | 'mcp_servers' | 'mcp' | 'extensions' | 'projects' | 'none';

interface Group {
  readonly root: Root;
  readonly source: string | null;
  readonly entries: Fields;
}

const ROOTS = ['mcpServers', 'servers', 'mcp_servers', 'mcp', 'extensions'] as const;

function groupsOf(value: unknown): Group[] {
  const fields = fieldsOf(value);
  const groups: Group[] = ROOTS.filter((root) => isObject(fields.get(root))).map((root) => ({
    root,
    source: null,
    entries: root === 'mcp' ? entriesOfMcp(fieldsOf(fields.get(root))) : fieldsOf(fields.get(root)),
  }));
  for (const [path, project] of fieldsOf(fields.get('projects'))) {
    const entries = fieldsOf(fieldsOf(project).get('mcpServers'));
    if (entries.size > 0) groups.push({ root: 'projects', source: shortText(path, 200), entries });
  }
  return groups.some(({ entries }) => entries.size > 0) ? groups : bareGroup(fields);
}

/** VS Code's settings keep `servers` below `mcp`; opencode keeps the entries themselves there. */
function entriesOfMcp(fields: Fields): Fields {
  const servers = fieldsOf(fields.get('servers'));
  return servers.size > 0 && !looksLikeEntry(servers) ? servers : fields;
}

/** Entries without a frame, or a single one, as documentation often shows them. */
function bareGroup(fields: Fields): Group[] {
  if (looksLikeEntry(fields)) return [{ root: 'none', source: null, entries: new Map([['', Object.fromEntries(fields)]]) }];
  const entries = new Map([...fields].filter(([, value]) => looksLikeEntry(fieldsOf(value))));
  return entries.size === 0 ? [] : [{ root: 'none', source: null, entries }];
}

const looksLikeEntry = (fields: Fields): boolean =>
  textIn(fields, 'url', 'httpUrl', 'serverUrl', 'uri', 'command', 'cmd') !== undefined || textsOf(fields.get('command')).length > 0;

const BY_FILE: readonly (readonly [RegExp, ConfigFormat])[] = [
  [/claude_desktop_config\.json$/, 'claudeDesktop'],
  [/(?:^|[\\/])\.(?:mcp|claude)\.json$/, 'claudeCode'],
  [/\.cursor[\\/]mcp\.json$/, 'cursor'],
  [/mcp_config\.json$/, 'windsurf'],
  [/\.gemini[\\/]settings\.json$/, 'geminiCli'],
];

function formatOf(groups: readonly Group[], fileName: string): ConfigFormat {
  const roots = new Set(groups.map(({ root }) => root));
  if (roots.has('projects')) return 'claudeCode';
  if (roots.has('mcpServers')) return BY_FILE.find(([name]) => name.test(fileName.toLowerCase()))?.[1] ?? formatOfEntries(groups);
  if (roots.has('servers')) return 'vscode';
  if (roots.has('mcp_servers')) return 'codex';
  if (roots.has('mcp')) return groups.some(({ entries }) => [...entries.values()].some(isOpencode)) ? 'opencode' : 'vscode';
  return roots.has('extensions') ? 'goose' : 'unknown';
}

const isOpencode = (entry: unknown): boolean => ['remote', 'local'].includes(textIn(fieldsOf(entry), 'type') ?? '');

/** Five clients share `mcpServers`: their own words tell them apart. */
function formatOfEntries(groups: readonly Group[]): ConfigFormat {
  const entries = groups.flatMap((group) => [...group.entries.values()].map(fieldsOf));
  const someHas = (name: string): boolean => entries.some((fields) => fields.has(name));
  if (someHas('httpUrl')) return 'geminiCli';
  if (someHas('serverUrl')) return 'windsurf';
  if (entries.some((fields) => fields.has('url') && fields.has('type'))) return 'claudeCode';
  if (someHas('url')) return 'cursor';
  return entries.length > 0 && entries.every((fields) => fields.has('command') && !fields.has('type')) ? 'claudeDesktop' : 'claudeCode';
}

/** VS Code describes its `${input:id}` beside the servers. */
function knownInputsOf(value: unknown): KnownInputs {
  const root = fieldsOf(value);
  const inputs = root.get('inputs') ?? fieldsOf(root.get('mcp')).get('inputs');
  const described = (Array.isArray(inputs) ? inputs : [])
    .slice(0, MAX_ENTRIES)
    .flatMap((input: unknown): [string, Partial<ImportInput>][] => {
      const fields = fieldsOf(input);
      const id = textIn(fields, 'id');
      if (id === undefined) return [];
      const [description, fallback] = [textIn(fields, 'description'), textIn(fields, 'default')];
      return [
        [
          id,
          {
            ...(typeof fields.get('password') === 'boolean' ? { isSecret: fields.get('password') === true } : {}),
            ...(description === undefined ? {} : { description: shortText(description, 300) }),
            ...(fallback === undefined ? {} : { default: fallback }),
            choices: textsOf(fields.get('options'))
              .slice(0, 50)
              .map((choice) => shortText(choice, 200)),
          },
        ],
      ];
    });
  return new Map(described);
}
