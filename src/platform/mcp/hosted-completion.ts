// Completes what is typed for an argument of a prompt or a variable of a resource template.
import type { CompleteRequest } from '@modelcontextprotocol/server';
import type { HostedServer } from './define-tool.ts';
import { refusedFields } from './hosted-errors.ts';
import type { Serving } from './hosted-serving.ts';

/** The protocol's bound. */
const MAX_VALUES = 100;
const MAX_TYPED_CHARS = 200;

type Params = CompleteRequest['params'];

export function serveCompletion({ server, hosted, handled }: Serving): void {
  server.setRequestHandler('completion/complete', ({ params }, context) =>
    handled(context, async () => {
      const { name, value } = params.argument;
      const argument = argumentsOf(hosted, params.ref).find((known) => known.name === name);
      if (argument === undefined) throw refusedFields([{ field: 'argument.name', message: 'There is no such argument.' }]);
      // nothing of ours is called by so long a name
      const values = value.length > MAX_TYPED_CHARS ? [] : ((await argument.complete?.(value)) ?? []);
      return { completion: { values: values.slice(0, MAX_VALUES), total: values.length, hasMore: values.length > MAX_VALUES } };
    }),
  );
}

interface Completed {
  readonly name: string;
  readonly complete?: ((typed: string) => Promise<readonly string[]>) | undefined;
}

function argumentsOf(hosted: HostedServer, ref: Params['ref']): readonly Completed[] {
  if (ref.type === 'ref/prompt') {
    const prompt = hosted.prompts.find(({ name }) => name === ref.name);
    if (prompt === undefined) throw refusedFields([{ field: 'ref.name', message: 'There is no such prompt.' }]);
    return prompt.arguments;
  }
  const template = hosted.resourceTemplates.find(({ uriTemplate }) => uriTemplate === ref.uri);
  if (template === undefined) throw refusedFields([{ field: 'ref.uri', message: 'There is no such resource template.' }], { uri: ref.uri });
  return [...template.uriTemplate.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({ name, complete: template.complete?.[name] }));
}
