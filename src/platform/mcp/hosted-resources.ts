// Lists and reads our resources, by their own address or through a template.
import type { ReadResourceResult } from '@modelcontextprotocol/server';
import type { HostedResource, ToolContext } from './define-tool.ts';
import { INVALID_PARAMS, refusedFields, RpcError } from './hosted-errors.ts';
import type { Serving } from './hosted-serving.ts';
import { matchUri } from './hosted-uri-template.ts';
import { objectOf } from './json-value.ts';

export function serveResources(serving: Serving): void {
  const { server, hosted, handled } = serving;
  server.setRequestHandler('resources/list', () => ({
    resources: hosted.resources.map(({ uri, ...resource }) => ({ uri, ...described(resource) })),
  }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: hosted.resourceTemplates.map(({ uriTemplate, ...template }) => ({ uriTemplate, ...described(template) })),
  }));
  server.setRequestHandler('resources/read', ({ params: { uri } }, context) => handled(context, (own) => read(serving, uri, own)));
}

const described = ({ name, title, description, mimeType }: Pick<HostedResource, 'name' | 'title' | 'description' | 'mimeType'>) => ({
  name,
  title,
  description,
  mimeType,
});

async function read({ hosted, era }: Serving, uri: string, context: ToolContext): Promise<ReadResourceResult> {
  const resource = hosted.resources.find((known) => known.uri === uri);
  if (resource !== undefined) return contents(uri, resource.mimeType, await resource.read(context));
  for (const template of hosted.resourceTemplates) {
    const variables = matchUri(template.uriTemplate, uri);
    if (variables === undefined) continue;
    try {
      return contents(uri, template.mimeType, await template.read(variables, context));
    } catch (error) {
      throw error instanceof RpcError ? ofUri(error, uri, era) : error;
    }
  }
  throw refusedFields([{ field: 'uri', message: faultOf(uri) }], { uri });
}

const contents = (uri: string, mimeType: string, text: string): ReadResourceResult => ({ contents: [{ uri, mimeType, text }] });

const faultOf = (uri: string): string =>
  /[?#]/.test(uri) ? 'A resource here has no query string and no fragment.' : 'There is no such resource.';

/** A modern client knows a missing resource by −32602 and the URI, a legacy one by −32002. */
function ofUri(error: RpcError, uri: string, era: Serving['era']): RpcError {
  const code = error.code === NOT_FOUND && era === 'modern' ? INVALID_PARAMS : error.code;
  return new RpcError(code, error.message, { ...objectOf(error.data), uri });
}

const NOT_FOUND = -32002;
