// Lists and renders our prompts.
import type { FieldError } from '#kernel/errors';
import type { HostedPrompt } from './define-tool.ts';
import { refusedFields } from './hosted-errors.ts';
import type { Serving } from './hosted-serving.ts';

const MAX_ARGUMENT_CHARS = 2000;

export function servePrompts({ server, hosted, handled }: Serving): void {
  server.setRequestHandler('prompts/list', () => ({
    prompts: hosted.prompts.map(({ name, title, description, arguments: declared }) => ({
      name,
      title,
      description,
      arguments: declared.map((argument) => ({ name: argument.name, description: argument.description, required: argument.required })),
    })),
  }));
  server.setRequestHandler('prompts/get', ({ params }, context) =>
    handled(context, async (own) => {
      const prompt = hosted.prompts.find(({ name }) => name === params.name);
      if (prompt === undefined) throw refusedFields([{ field: 'name', message: 'There is no such prompt.' }]);
      const args = params.arguments ?? {};
      const faults = faultsOf(prompt, args);
      if (faults.length > 0) throw refusedFields(faults);
      const text = await prompt.render(args, own);
      return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
    }),
  );
}

function faultsOf(prompt: HostedPrompt, args: Readonly<Record<string, string>>): FieldError[] {
  const unknown = Object.keys(args).filter((given) => !prompt.arguments.some(({ name }) => name === given));
  return [
    ...prompt.arguments.flatMap(({ name, required }) => faultOf(name, required, args[name] ?? '')),
    ...unknown.map((field) => ({ field, message: 'is not a known argument' })),
  ];
}

function faultOf(field: string, required: boolean, value: string): FieldError[] {
  if (required && value === '') return [{ field, message: 'is required' }];
  return value.length > MAX_ARGUMENT_CHARS ? [{ field, message: `must be at most ${MAX_ARGUMENT_CHARS} characters` }] : [];
}
