// The client under test of the conformance suite: drives our own connect → list → call, and knows no scenario by name.
import { systemClock } from '#platform/clock';
import { connectWith } from '#platform/mcp/connect';
import type { AnswerHook, AuthHook } from '#platform/mcp/hooks';
import type { CallOutcome, CatalogTool, McpSession, McpTarget } from '#platform/mcp/mcp';
import { sampleOf, sampleOfSchema } from './sample.ts';

const MODERN_FROM = '2026';
/** The suite runs all scenarios at once: a busy machine must not look like a broken client. */
const REQUEST_MS = 60_000;
const MAX_READS = 2;

interface Scenario {
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly private_key_pem?: string;
  readonly signing_algorithm?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments?: Record<string, unknown> }[];
}

/** What the suite hands over; its shape is the suite's promise. */
const readScenario = (): Scenario => JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as Scenario;

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function drive(url: string): Promise<void> {
  const scenario = readScenario();
  const parts = { fetch: (at: string | URL, init?: RequestInit) => fetch(at, init), clock: systemClock, log: silent };
  const hooks = { auth: authHook(scenario), answers };
  const connected = await connectWith(parts, targetOf(url), hooks);
  if (!connected.ok) throw new Error(`connect: ${connected.error.code}: ${connected.error.message}`);
  try {
    await useEverything(connected.value, scenario);
  } finally {
    await connected.value.close();
  }
}

/** Pinned to the revision under test: some servers of the suite do not answer server/discover. */
const targetOf = (url: string): McpTarget => ({
  url,
  transport: 'streamable_http',
  headers: {},
  hasCredential: false,
  timeoutMs: REQUEST_MS,
  clientName: 'armature-tester',
  protocolEra: (process.env['MCP_CONFORMANCE_PROTOCOL_VERSION'] ?? '') >= MODERN_FROM ? 'modern' : 'legacy',
});

async function useEverything(session: McpSession, scenario: Scenario): Promise<void> {
  const listed = await session.listCatalog();
  if (!listed.ok) throw new Error(`list: ${listed.error.code}: ${listed.error.message}`);
  const { tools, resources, prompts } = listed.value;
  for (const call of callsOf(scenario, tools)) {
    const { outcome } = await session.callTool(call);
    failOnRefusal(call.name, outcome);
  }
  for (const { uri } of resources.slice(0, MAX_READS)) failOnRefusal(uri, (await session.readResource(uri)).outcome);
  for (const prompt of prompts.slice(0, MAX_READS))
    failOnRefusal(prompt.name, (await session.getPrompt(prompt.name, argumentsOf(prompt))).outcome);
}

interface Call {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
  readonly tool?: CatalogTool;
}

function callsOf(scenario: Scenario, tools: readonly CatalogTool[]): Call[] {
  if (!scenario.toolCalls) return tools.map((tool) => ({ name: tool.name, arguments: sampleOfSchema(tool.inputSchema), tool }));
  return scenario.toolCalls.map(({ name, arguments: args = {} }) => {
    const tool = tools.find((known) => known.name === name);
    return { name, arguments: args, ...(tool ? { tool } : {}) };
  });
}

/** Only a refused authorization ends the drive: scenarios that must be refused look at our exit code. */
function failOnRefusal(what: string, outcome: CallOutcome): void {
  if (outcome.kind === 'auth_error') throw new Error(`${what}: ${outcome.failure.message}`);
}

function argumentsOf(prompt: Readonly<Record<string, unknown>>): Record<string, string> {
  const declared = Array.isArray(prompt['arguments']) ? (prompt['arguments'] as readonly { readonly name?: unknown }[]) : [];
  return Object.fromEntries(declared.map(({ name }) => [String(name), 'test']));
}

/** Accepts what is asked, with the schema's defaults where it has them. */
const answers: AnswerHook = {
  capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
  async answer(method, params) {
    if (method === 'elicitation/create') return { action: 'accept', content: sampleOf(params['requestedSchema']) };
    if (method === 'roots/list') return { roots: [] };
    return { role: 'assistant', model: 'none', content: { type: 'text', text: 'none' } };
  },
};

/** Follows the redirect of the authorization server instead of opening a browser. */
const authHook = (scenario: Scenario): AuthHook => ({
  redirectUrl: 'http://localhost:3000/callback',
  clientName: 'armature-tester',
  clientMetadataUrl: 'https://conformance-test.local/client-metadata.json',
  ...(scenario.client_id === undefined ? {} : { client: { id: scenario.client_id, secret: scenario.client_secret } }),
  ...(scenario.private_key_pem === undefined
    ? {}
    : { signingKey: { privateKey: scenario.private_key_pem, algorithm: scenario.signing_algorithm ?? 'ES256' } }),
  grant: isUnattended() ? 'client_credentials' : 'authorization_code',
  async authorize(url) {
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null) throw new Error(`The authorization endpoint did not redirect (HTTP ${response.status})`);
    return new URL(location, url).searchParams;
  },
});

/** The grant is a choice of the person who configures a server, not of the protocol: the suite names it in the scenario. */
const isUnattended = (): boolean => (process.env['MCP_CONFORMANCE_SCENARIO'] ?? '').includes('client-credentials');

const url = process.argv.at(-1);
if (url === undefined || !URL.canParse(url)) {
  process.stderr.write('usage: driver.ts <server-url>\n');
  process.exitCode = 2;
} else {
  await drive(url).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
