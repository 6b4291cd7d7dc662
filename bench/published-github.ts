// GitHub's API published by a really started instance: the program in a process of its own, its document pushed as a bundle.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeScratch } from '#test/armature-process';
import type { Scratch } from '#test/armature-process';
import { gitHubSpec } from '#test/openapi-specs';
import type { Endpoint } from './mcp-message.ts';
import { startUpstream } from './upstream-process.ts';

/** What the upstream wants with every call; the instance keeps it. */
const SECRET = 'bench-upstream-token';
const CODE_SLUG = 'github';
const TOOLS_SLUG = 'github-tools';
const ORG = 'demo';

export interface PublishedGitHub {
  /** Of the instance. */
  readonly pid: number;
  /** Origin of the API behind it. */
  readonly upstream: string;
  /** In mode code, with an API key. */
  readonly code: Endpoint;
  /** The same document in mode tools: one tool for each operation. */
  readonly tools: Endpoint;
}

/** Ends with `scope`. Takes some seconds: two compiles of a large document. */
export async function publishGitHub(scope: AsyncDisposableStack): Promise<PublishedGitHub> {
  const upstream = await startUpstream(scope);
  const scratch = await makeScratch();
  scope.defer(() => scratch.remove());
  const instance = await scratch.up({ RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' });
  scope.defer(() => instance.stop());
  const key = await commanded(scratch, ['keys', 'create', '--org', ORG, '--name', 'bench', '--role', 'admin']);
  const { url, pid } = instance;
  const headers = { authorization: `Bearer ${key}` };
  const api = { url: `${url}/api/armature/v1/sources`, headers };
  const env = { ARMATURE_URL: url, ARMATURE_API_KEY: key };
  await pushCode(scratch, api, { upstream, env });
  await pushTools(scratch, api, { upstream, env });
  return {
    pid,
    upstream,
    code: { url: `${url}/product-mcp/${CODE_SLUG}`, headers },
    tools: { url: `${url}/mcp/${ORG}/${TOOLS_SLUG}`, headers: { authorization: `Bearer ${SECRET}` } },
  };
}

interface Pushing {
  readonly upstream: string;
  readonly env: Readonly<Record<string, string>>;
}

async function pushCode(scratch: Scratch, api: Endpoint, { upstream, env }: Pushing): Promise<void> {
  const auth = { kind: 'bearer', secretRef: 'github_token' };
  const manifest = { clientName: CODE_SLUG, vendorName: 'GitHub', baseUrls: { production: upstream }, auth };
  const document = join(scratch.dir, 'github.json');
  const manifestFile = join(scratch.dir, 'manifest.json');
  await writeFile(document, gitHubSpec('api.github.com'));
  await writeFile(manifestFile, JSON.stringify(manifest));
  await sent('POST', api, { name: 'GitHub', slug: CODE_SLUG, mode: 'code' });
  await commanded(scratch, ['bundle', 'push', document, '--source', CODE_SLUG, '--manifest', manifestFile, '--promote'], env);
  await sent('PUT', { ...api, url: `${api.url}/${CODE_SLUG}/secrets/github_token` }, { value: SECRET });
}

async function pushTools(scratch: Scratch, api: Endpoint, { upstream, env }: Pushing): Promise<void> {
  const connection = { validationMode: 'presence_only' };
  await sent('POST', api, { name: 'GitHub tools', slug: TOOLS_SLUG, mode: 'tools', baseUrl: upstream, connection });
  const document = join(scratch.dir, 'github-tools.json');
  await writeFile(document, withoutExamples(gitHubSpec('api.github.com')));
  await commanded(scratch, ['bundle', 'push', document, '--source', TOOLS_SLUG, '--promote'], env);
  await sent('POST', { ...api, url: `${api.url}/${TOOLS_SLUG}/activate` }, {});
}

/** Mode tools takes documents up to 6 MiB; no tool has examples of answers. */
function withoutExamples(document: string): string {
  const { components, ...rest } = JSON.parse(document) as { components: Readonly<Record<string, unknown>> };
  const { examples: _examples, ...others } = components;
  return JSON.stringify({ ...rest, components: others }, (name, value: unknown) =>
    name === 'examples' && refersToOne(value) ? undefined : value,
  );
}

const refersToOne = (value: unknown): boolean => JSON.stringify(value).includes('"#/components/examples/');

/** What the command printed. */
async function commanded(scratch: Scratch, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, out, err } = await scratch.run(args, env);
  if (code !== 0) throw new Error(`armature ${args.slice(0, 2).join(' ')} ended with ${code}: ${err || out}`);
  return out;
}

async function sent(method: string, { url, headers }: Endpoint, body: object): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${await response.text()}`);
}
