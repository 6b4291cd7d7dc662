// An OpenAPI document becomes a hosted MCP server with two tools: published from a shell, used by an agent, approved by a person.
import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { startInstance } from '../instance.ts';
import { startBookshop } from './bookshop.ts';
import { signIn } from './person.ts';

const STAFF_TOKEN = 'staff-7d1f0c52a9';
await using bookshop = await startBookshop(STAFF_TOKEN);
await using instance = await startInstance();

// In a folder of its own, as in the repository of the API: what is typed below names files by their bare names.
process.chdir(instance.folder);
await copyFile(join(import.meta.dirname, 'openapi.yaml'), 'openapi.yaml');
const manifest = await readFile(join(import.meta.dirname, 'manifest.yaml'), 'utf8');
await writeFile('manifest.yaml', manifest.replace('https://api.bookshop.example/v2', bookshop.url));

/** `armature …` as it is typed; it must end well. */
async function armature(line: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  console.log(`$ armature ${line}`);
  const { exitCode, stdout, stderr } = await instance.armature(line.split(' '), env);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

// 1. Two keys: one publishes, and one is for agents. Whoever promotes and sets secrets is an admin.
const publisher = { ARMATURE_API_KEY: await armature('keys create --org demo --name publisher --role admin') };
const agentKey = await armature('keys create --org demo --name agent --role editor');

const restAs =
  (key: string) =>
  (method: 'POST' | 'PUT', path: string, body: object): Promise<Response> =>
    fetch(`${instance.url}/api/armature/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
const asPublisher = restAs(publisher.ARMATURE_API_KEY);
const asAgent = restAs(agentKey);

// 2. The source: one endpoint, and the secret with which the API is called. Agents never see it.
const created = await asPublisher('POST', '/sources', { name: 'Bookshop', mode: 'code' });
assert.equal(created.status, 201, await created.text());
const kept = await asPublisher('PUT', '/sources/bookshop/secrets/staff_token', { value: STAFF_TOKEN });
assert.equal(kept.status, 200, await kept.text());

// 3. The document, compiled and served at once.
const pushed = await armature('bundle push openapi.yaml --source bookshop --manifest manifest.yaml --promote', publisher);
console.log(`${pushed}\n`);
assert.match(pushed, /  active  10 operations/);

// 4. What a person pastes into the configuration of their client.
const pasted = await armature('servers export --client claude-code --target source:bookshop', publisher);
console.log(`${pasted}\n`);
const config = JSON.parse(pasted) as { mcpServers: Record<string, { url: string; headers: Record<string, string> }> };
const [entry = assert.fail('the configuration is empty')] = Object.values(config.mcpServers);
// as the client does it: the variable gets its value from the environment
const headers = Object.fromEntries(
  Object.entries(entry.headers).map(([name, value]) => [name, value.replaceAll(/\$\{\w+\}/g, () => agentKey)]),
);

// 5. An agent connects. It is offered two tools, however many operations there are.
const client = new Client(
  { name: 'agent', version: '1.0.0' },
  { capabilities: { elicitation: { form: {}, url: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
);
await client.connect(new StreamableHTTPClientTransport(new URL(entry.url), { requestInit: { headers } }));
const { tools } = await client.listTools();
const names = tools.map(({ name }) => name);
console.log(`tools: ${names.join(', ')}`);
assert.deepEqual(names, ['search_sdk', 'execute_script']);

// 6. It looks up what it needs, in its own words.
interface Found {
  readonly matches: readonly { readonly operationId: string; readonly signature: string }[];
}
const found = (await client.callTool({ name: 'search_sdk', arguments: { query: 'send an order to the customer', limit: 3 } }))
  .structuredContent as Found;
for (const { signature } of found.matches) console.log(`  ${signature}`);
assert.equal(found.matches[0]?.operationId, 'shipOrder');

interface Executed {
  readonly ok: boolean;
  readonly result: unknown;
  readonly calls: readonly { readonly operationId: string; readonly status: number }[];
  readonly error?: { readonly kind: string; readonly message: string; readonly line?: number; readonly column?: number };
}

async function execute(code: string): Promise<Executed> {
  console.log(`\n${code.replaceAll(/^/gm, '  | ')}`);
  const answer = (await client.callTool({ name: 'execute_script', arguments: { code } })).structuredContent as Executed;
  const { error, result, calls } = answer;
  console.log(error ? `${error.kind} at ${error.line}:${error.column}: ${error.message}` : JSON.stringify(result));
  console.log(`calls: ${calls.map(({ operationId, status }) => `${operationId} ${status}`).join(', ') || 'none'}`);
  return answer;
}

// 7. A script whose types are wrong is not run: nothing reaches the API, and the agent reads where and why.
const wrong = await execute(`const orders = await bookshop.listOrders({ status: 'payed' });\nreturn orders.length;`);
assert.equal(wrong.error?.kind, 'type_error');
assert.equal(wrong.error.line, 1);
assert.deepEqual(bookshop.asked, []);

// 8. The corrected one: many calls, one answer, and only what is wanted of it.
const shipped = await execute(`/** @intent send every paid order whose books are here  @context morning round  @frustration_level low */
const sent: string[] = [];
const waiting: string[] = [];
for (const order of await bookshop.listOrders({ status: 'paid' })) {
  const books = await Promise.all(order.lines.map(({ isbn }) => bookshop.getBook({ isbn })));
  const inStock = order.lines.every(({ quantity }, i) => (books[i]?.stock ?? 0) >= quantity);
  if (inStock) await bookshop.shipOrder({ orderId: order.id, body: { carrier: 'bicycle' } });
  (inStock ? sent : waiting).push(order.id);
}
return { sent, waiting };`);
assert.deepEqual(shipped.result, { sent: ['o-1001', 'o-1004'], waiting: ['o-1002'] });
assert.equal(shipped.calls.length, 6);

// 9. Money asks first. The script stops inside the call, and the agent's client shows its person where it is decided.
const refunds = (): number => bookshop.asked.filter((one) => one.endsWith('/refund')).length;
client.setRequestHandler('elicitation/create', async ({ params }) => {
  assert.ok('url' in params, 'the client is led to a page');
  console.log(`waits for a person: ${params.url}`);
  assert.equal(refunds(), 0);
  const approval = `/approvals/${params.url.split('/').at(-1)}`;
  // what an agent asks for, no agent decides
  const byAgent = await asAgent('POST', `${approval}/decide`, { decision: 'approve' });
  assert.equal(byAgent.status, 403);
  const person = await signIn(await armature('link', { PUBLIC_URL: instance.url }));
  const { request } = await person.call<{ request: { method: string; url: string; body: string } }>('GET', approval);
  assert.ok(!JSON.stringify(request).includes(STAFF_TOKEN));
  console.log(`the person reads: ${request.method} ${request.url} ${request.body}`);
  const decided = await person.call<{ state: string; decidedBy: { name: string } }>('POST', `${approval}/decide`, { decision: 'approve' });
  console.log(`${decided.state} by ${decided.decidedBy.name}`);
  return { action: 'accept' };
});
const refunded =
  await execute(`const order = await bookshop.refundOrder({ orderId: 'o-1003', body: { amountCents: 1800, reason: 'damaged' } });
return order.status;`);
assert.equal(refunded.result, 'refunded');
assert.equal(refunds(), 1);
await client.close();

console.log('\npass  the type error called nothing, two orders were sent, and one refund was paid, once, after a person said yes');
