// The key of real version pairs, written by hand from the two catalogs of each: what changed, and how much it matters.
import type { CatalogDiff } from '#modules/servers';
import type { ProductName } from './drift-peers.ts';

export interface PairKey {
  readonly product: ProductName;
  readonly from: string;
  readonly to: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** `tool path`, once per change. */
  readonly breaking: readonly string[];
  readonly nonBreaking: readonly string[];
  /** How many changes of each path's last part are informational only. */
  readonly informational: Readonly<Record<string, number>>;
  /** `entry` or `tool path`, and what people are told beside the class. */
  readonly hints?: Readonly<Record<string, string>>;
  /** `tool path` of the changes that a person should look at although they are not texts. */
  readonly reviewed?: readonly string[];
}

type EntryKind = CatalogDiff['added'][number]['kind'];

const entries = (kind: EntryKind, names: readonly string[]): string[] => names.map((name) => `${kind} ${name}`);
const each = (tools: readonly string[], ...paths: readonly string[]): string[] =>
  tools.flatMap((tool) => paths.map((path) => `${tool} ${path}`));
const property = (name: string): string => `inputSchema.properties.${name}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const HARSHER = ['annotations.readOnlyHint', 'annotations.destructiveHint'];

const EVERYTHING: readonly PairKey[] = [
  {
    product: 'everything',
    from: '2025.9.25',
    to: '2026.8.31',
    removed: [
      ...entries('tool', [
        'add',
        'longRunningOperation',
        'printEnv',
        'sampleLLM',
        'getTinyImage',
        'annotatedMessage',
        'getResourceReference',
        'getResourceLinks',
        'structuredContent',
      ]),
      ...entries('prompt', ['simple_prompt', 'complex_prompt', 'resource_prompt']),
      ...entries(
        'resource',
        numbers(100).map((index) => `test://static/resource/${index}`),
      ),
      ...entries('resource_template', ['test://static/resource/{id}']),
    ],
    added: [
      ...entries('tool', [
        'get-sum',
        'get-env',
        'trigger-long-running-operation',
        'get-tiny-image',
        'get-annotated-message',
        'get-resource-links',
        'get-resource-reference',
        'get-structured-content',
        'gzip-file-as-resource',
        'toggle-simulated-logging',
        'toggle-subscriber-updates',
        'simulate-research-query',
      ]),
      ...entries('prompt', ['simple-prompt', 'args-prompt', 'completable-prompt', 'resource-prompt']),
      ...entries(
        'resource',
        ['architecture', 'extension', 'features', 'how-it-works', 'instructions', 'startup', 'structure'].map(
          (name) => `demo://resource/static/document/${name}.md`,
        ),
      ),
      ...entries('resource_template', ['demo://resource/dynamic/text/{resourceId}', 'demo://resource/dynamic/blob/{resourceId}']),
    ],
    breaking: [],
    nonBreaking: ['echo inputSchema.additionalProperties'],
    informational: { title: 1, description: 1, readOnlyHint: 1, destructiveHint: 1, idempotentHint: 1, openWorldHint: 1 },
  },
  {
    product: 'everything',
    from: '2025.9.25',
    to: '2025.12.18',
    removed: [],
    added: entries('tool', ['zip']),
    breaking: [],
    nonBreaking: [],
    informational: {},
  },
];

const TARGETED = ['browser_evaluate', 'browser_type', 'browser_take_screenshot', 'browser_click', 'browser_hover', 'browser_select_option'];
/** Here the target became optional: these tools work on the whole page as well. */
const ANYWHERE = ['browser_evaluate', 'browser_take_screenshot'];

const PLAYWRIGHT: readonly PairKey[] = [
  {
    product: 'playwright',
    from: '0.0.63',
    to: '0.0.83',
    removed: entries('tool', ['browser_run_code', 'browser_install']),
    added: entries('tool', ['browser_run_code_unsafe', 'browser_emulate_media', 'browser_drop', 'browser_find', 'browser_network_request']),
    breaking: [
      ...each(TARGETED, property('ref')),
      ...each(
        TARGETED.filter((tool) => !ANYWHERE.includes(tool)),
        property('target'),
      ),
      ...each(['browser_drag'], ...['startRef', 'endRef', 'startTarget', 'endTarget'].map(property)),
      ...each(['browser_network_requests'], property('includeStatic'), property('static')),
      ...each(['browser_take_screenshot'], property('scale')),
      ...each(['browser_fill_form'], `${property('fields')}.items.properties.ref`, `${property('fields')}.items.properties.target`),
    ],
    nonBreaking: [
      ...each(ANYWHERE, property('target')),
      ...each(['browser_drag'], 'inputSchema.required', 'inputSchema.required'),
      ...each(['browser_take_screenshot'], 'inputSchema.required', `${property('type')}.enum`),
      ...each(['browser_console_messages'], property('all')),
      ...each(['browser_evaluate'], property('filename')),
      ...each(['browser_network_requests'], property('filter')),
      ...each(['browser_snapshot'], ...['boxes', 'depth', 'target'].map(property)),
      ...each(['browser_tabs'], property('url')),
      ...each(['browser_fill_form'], `${property('fields')}.items.properties.element`),
    ],
    informational: { description: 8, default: 1 },
    hints: {
      [`browser_network_requests ${property('includeStatic')}`]: 'looks renamed to static',
      [`browser_network_requests ${property('static')}`]: 'has a default',
      [`browser_take_screenshot ${property('scale')}`]: 'has a default',
      ...Object.fromEntries(
        TARGETED.filter((tool) => tool !== 'browser_evaluate').map((tool) => [`${tool} ${property('ref')}`, 'looks renamed to target']),
      ),
    },
  },
  {
    product: 'playwright',
    from: '0.0.41',
    to: '0.0.63',
    removed: [],
    added: entries('tool', ['browser_run_code']),
    breaking: [
      ...each(['browser_console_messages'], property('onlyErrors'), property('level')),
      ...each(['browser_close', 'browser_resize', 'browser_navigate_back', 'browser_hover'], ...HARSHER),
      ...each(['browser_network_requests'], property('includeStatic')),
      ...each(['browser_take_screenshot'], 'inputSchema.required'),
    ],
    nonBreaking: [
      ...each(['browser_click', 'browser_hover', 'browser_select_option', 'browser_type'], 'inputSchema.required'),
      ...each(['browser_console_messages', 'browser_network_requests', 'browser_snapshot'], property('filename')),
    ],
    informational: { description: 2 },
    hints: {
      [`browser_console_messages ${property('level')}`]: 'has a default',
      [`browser_network_requests ${property('includeStatic')}`]: 'has a default',
      'browser_take_screenshot inputSchema.required': 'has a default',
    },
    reviewed: each(['browser_close', 'browser_resize', 'browser_navigate_back', 'browser_hover'], ...HARSHER),
  },
];

const VERSIONED = [
  'create-a-data-source',
  'delete-a-block',
  'get-block-children',
  'get-self',
  'get-user',
  'get-users',
  'list-data-source-templates',
  'move-page',
  'patch-block-children',
  'patch-page',
  'post-page',
  'post-search',
  'query-data-source',
  'retrieve-a-block',
  'retrieve-a-comment',
  'retrieve-a-data-source',
  'retrieve-a-database',
  'retrieve-a-page',
  'retrieve-a-page-property',
  'update-a-block',
  'update-a-data-source',
].map((name) => `API-${name}`);

/** Objects that may come as text from now on, for clients that cannot send objects. */
const orText = (...paths: readonly string[]): string[] => paths.map((path) => `${property(path)}.anyOf[1]`);
/** The same for the elements of an array, which may be any other object too. */
const itemsOrText = (path: string): string[] => [`${property(path)}.items.anyOf[1]`, `${property(path)}.items.anyOf[2]`];

const NOTION: readonly PairKey[] = [
  {
    product: 'notion',
    from: '1.9.1',
    to: '2.5.2',
    removed: entries('tool', ['API-post-database-query', 'API-create-a-database', 'API-update-a-database']),
    added: entries('tool', [
      'API-query-data-source',
      'API-retrieve-a-data-source',
      'API-update-a-data-source',
      'API-create-a-data-source',
      'API-list-data-source-templates',
      'API-move-page',
      'API-retrieve-page-markdown',
      'API-update-page-markdown',
    ]),
    // The only input that accepts less than before: a value that could be any text is one of two now.
    breaking: [`API-post-search ${property('filter')}.anyOf[0].properties.value.enum`],
    nonBreaking: [
      ...each(['API-create-a-comment'], ...orText('parent'), ...itemsOrText('rich_text')),
      // One object with two optional blocks became one object per block, and any object at all.
      ...each(
        ['API-patch-block-children'],
        ...['anyOf[0].anyOf[0]', 'anyOf[0].anyOf[1]'].map((at) => `${property('children')}.items.${at}`),
      ),
      ...each(['API-patch-block-children'], ...itemsOrText('children')),
      ...each(['API-patch-page'], ...orText('cover', 'icon', 'properties'), `${property('properties')}.anyOf[0]`),
      ...each(['API-post-page'], ...itemsOrText('children'), ...orText('parent', 'properties'), `${property('properties')}.anyOf[0]`),
      ...each(['API-post-page'], `${property('parent')}.anyOf[0].oneOf[1]`, `${property('parent')}.anyOf[0].oneOf[2]`),
      ...each(['API-post-search'], ...orText('filter', 'sort')),
      ...each(['API-update-a-block'], ...orText('type')),
    ],
    informational: { description: 32, title: 16, readOnlyHint: 9, destructiveHint: 7 },
  },
  {
    product: 'notion',
    from: '2.2.1',
    to: '2.5.2',
    removed: [],
    added: entries('tool', ['API-retrieve-page-markdown', 'API-update-page-markdown']),
    breaking: each(VERSIONED, property('Notion-Version')),
    nonBreaking: [
      ...each(['API-create-a-comment'], ...orText('parent'), ...itemsOrText('rich_text')),
      ...each(['API-create-a-data-source'], ...orText('parent', 'properties'), ...itemsOrText('title')),
      ...each(['API-move-page'], ...orText('parent')),
      ...each(['API-patch-block-children'], ...itemsOrText('children')),
      ...each(['API-patch-page'], ...orText('cover', 'icon', 'properties')),
      ...each(['API-post-page'], ...orText('parent', 'properties'), ...itemsOrText('children')),
      ...each(['API-post-search'], ...orText('filter', 'sort')),
      ...each(['API-query-data-source'], ...orText('filter'), ...itemsOrText('filter_properties'), ...itemsOrText('sorts')),
      ...each(['API-update-a-block'], ...orText('type')),
      ...each(['API-update-a-data-source'], ...orText('properties'), ...itemsOrText('description'), ...itemsOrText('title')),
    ],
    // Each text moved one level down, beside the new alternative: gone in one place, there in the other.
    informational: { description: 22 },
  },
];

const OTHERS: readonly PairKey[] = [
  {
    product: 'context7',
    from: '1.0.31',
    to: '2.2.5',
    removed: entries('tool', ['get-library-docs']),
    added: entries('tool', ['query-docs']),
    breaking: each(['resolve-library-id'], property('query')),
    nonBreaking: each(['resolve-library-id'], 'inputSchema.additionalProperties'),
    informational: { description: 2, readOnlyHint: 1, destructiveHint: 1, idempotentHint: 1, openWorldHint: 1 },
  },
  {
    product: 'memory',
    from: '2025.4.25',
    to: '2026.8.31',
    removed: [],
    added: entries('resource', ['memory://knowledge-graph']),
    breaking: [],
    nonBreaking: each(
      [
        'create_entities',
        'create_relations',
        'add_observations',
        'delete_entities',
        'delete_observations',
        'delete_relations',
        'read_graph',
        'search_nodes',
        'open_nodes',
      ],
      'outputSchema',
    ),
    informational: { title: 9, readOnlyHint: 9, destructiveHint: 9, idempotentHint: 9, openWorldHint: 9 },
  },
  {
    product: 'filesystem',
    from: '2025.12.18',
    to: '2026.8.31',
    removed: [],
    added: [],
    // Readers of a media file were promised data and a type for each item; now an item may be a resource without either.
    breaking: ['move_file annotations.destructiveHint', 'read_media_file outputSchema.properties.content.items.anyOf[1]'],
    nonBreaking: ['read_media_file outputSchema.properties.content.items.anyOf[0].properties.type.enum'],
    informational: { openWorldHint: 14, description: 1 },
    reviewed: ['move_file annotations.destructiveHint'],
  },
];

export const PAIRS: readonly PairKey[] = [...EVERYTHING, ...PLAYWRIGHT, ...NOTION, ...OTHERS];
