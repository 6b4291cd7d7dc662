// Serves our own tool definitions to clients of both eras, as one fetch-shaped handler. Guards (keys, Host, Origin) come before it.
import type { CallToolResult, ContentBlock as SdkContentBlock, McpHttpHandler, Server, Tool } from '@modelcontextprotocol/server';
import { INVALID_PARAMS, RpcError } from './define-tool.ts';
import type { HostedServer, HostedTool, ToolAnswer } from './define-tool.ts';
import { isObject, objectOf, textOf } from './json-value.ts';

type ServerSdk = typeof import('@modelcontextprotocol/server');

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const INTERNAL_ERROR = -32603;

/** Who calls, as the guards before us found out; passed on to `buildServer` unseen. */
export type McpHandler<C> = (request: Request, caller: C) => Promise<Response>;

/**
 * `buildServer` runs once per request, so the catalog may depend on the caller. A legacy call is answered in plain JSON
 * unless it wants progress. Batches are refused; GET and DELETE answer 405, for there is no session.
 */
export function mcpHandler<C>(buildServer: (caller: C) => HostedServer): McpHandler<C> {
  const callers = new WeakMap<object, C>();
  let modern: McpHttpHandler | undefined;
  return async (request, caller) => {
    const sdk = await import('@modelcontextprotocol/server');
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const authInfo = authInfoFor(caller, callers);
    modern ??= sdk.createMcpHandler((context) => serverOf(sdk, buildServer(callerOf(context.authInfo?.extra, callers))), {
      legacy: 'reject',
      maxRequestBodySize: MAX_BODY_BYTES,
    });
    const isLegacy = await sdk.isLegacyRequest(request, undefined, { maxRequestBodySize: MAX_BODY_BYTES });
    if (!isLegacy) return modern.fetch(request, { authInfo });
    return serveLegacy(sdk, request, serverOf(sdk, buildServer(caller)));
  };
}

async function serveLegacy(sdk: ServerSdk, request: Request, server: Server): Promise<Response> {
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined);
  if (Array.isArray(body)) return rpcError(400, -32600, 'Batches are not accepted');
  const transport = new sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !wantsProgress(body) });
  await server.connect(transport);
  return transport.handleRequest(request);
}

const wantsProgress = (body: unknown): boolean => objectOf(objectOf(objectOf(body)['params'])['_meta'])['progressToken'] !== undefined;

const rpcError = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status });

interface AuthInfo {
  readonly token: string;
  readonly clientId: string;
  readonly scopes: string[];
  readonly extra: Record<string, unknown>;
}

/** The SDK carries the caller as `authInfo`; the key object leads back to the value without copying it into the SDK. */
function authInfoFor<C>(caller: C, callers: WeakMap<object, C>): AuthInfo {
  const key = {};
  callers.set(key, caller);
  return { token: '', clientId: '', scopes: [], extra: { key } };
}

function callerOf<C>(extra: Record<string, unknown> | undefined, callers: WeakMap<object, C>): C {
  const key = extra?.['key'];
  const caller = isObject(key) ? callers.get(key) : undefined;
  if (caller === undefined) throw new Error('A request reached the handler without its caller');
  return caller;
}

function serverOf(sdk: ServerSdk, hosted: HostedServer): Server {
  const server = new sdk.Server(
    { name: hosted.name, title: hosted.title, version: hosted.version },
    {
      capabilities: {
        tools: {},
        ...(hosted.resources.length > 0 ? { resources: {} } : {}),
        ...(hosted.prompts.length > 0 ? { prompts: {} } : {}),
      },
      instructions: hosted.instructions,
    },
  );
  serveTools(sdk, server, hosted);
  if (hosted.resources.length > 0) serveResources(sdk, server, hosted);
  if (hosted.prompts.length > 0) servePrompts(sdk, server, hosted);
  return server;
}

function serveTools(sdk: ServerSdk, server: Server, hosted: HostedServer): void {
  server.setRequestHandler('tools/list', async () => ({ tools: hosted.tools.map(listed) }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = hosted.tools.find(({ name }) => name === params.name);
    if (!tool) throw new sdk.ProtocolError(INVALID_PARAMS, `Unknown tool '${params.name}'`);
    return asResult(await translated(sdk, () => tool.call(params.arguments, { signal: context.mcpReq.signal })));
  });
}

function serveResources(sdk: ServerSdk, server: Server, hosted: HostedServer): void {
  const listedResources = hosted.resources.map(({ read: _read, ...described }) => described);
  server.setRequestHandler('resources/list', async () => ({ resources: listedResources }));
  server.setRequestHandler('resources/templates/list', async () => ({ resourceTemplates: [] }));
  server.setRequestHandler('resources/read', async ({ params }) => {
    const resource = hosted.resources.find(({ uri }) => uri === params.uri);
    if (!resource) throw new sdk.ProtocolError(INVALID_PARAMS, 'Resource not found', { uri: params.uri });
    return { contents: [{ uri: resource.uri, mimeType: resource.mimeType, text: resource.read() }] };
  });
}

function servePrompts(sdk: ServerSdk, server: Server, hosted: HostedServer): void {
  server.setRequestHandler('prompts/list', async () => ({
    prompts: hosted.prompts.map(({ render: _render, arguments: args, ...described }) => ({
      ...described,
      arguments: args.map((one) => ({ ...one })),
    })),
  }));
  server.setRequestHandler('prompts/get', async ({ params }) => {
    const prompt = hosted.prompts.find(({ name }) => name === params.name);
    if (!prompt) throw new sdk.ProtocolError(INVALID_PARAMS, `Unknown prompt '${params.name}'`);
    const missing = prompt.arguments.find(({ name, required }) => required && textOf(params.arguments?.[name]) === undefined);
    if (missing) throw new sdk.ProtocolError(INVALID_PARAMS, `${missing.name}: is required`);
    return { messages: [{ role: 'user', content: { type: 'text', text: prompt.render({ ...params.arguments }) } }] };
  });
}

/** Our errors become JSON-RPC errors with their data; anything else is a fault of ours and says nothing of itself. */
async function translated(sdk: ServerSdk, work: () => Promise<ToolAnswer>): Promise<ToolAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RpcError) throw new sdk.ProtocolError(error.code, error.message, error.data);
    throw new sdk.ProtocolError(INTERNAL_ERROR, 'Internal error');
  }
}

/** `defineTool` derives both schemas from zod objects, which are the object schemas the SDK's type asks for. */
const listed = ({ call: _call, ...described }: HostedTool): Tool => described as unknown as Tool;

/** Blocks are checked by the SDK itself before they are sent. */
const asResult = (answer: ToolAnswer): CallToolResult => ({
  content: answer.content as unknown as SdkContentBlock[],
  ...(answer.structuredContent === undefined ? {} : { structuredContent: objectOf(answer.structuredContent) }),
  ...(answer.isError ? { isError: true } : {}),
});
