// What a prompt of this endpoint is before there is a caller: ordered instructions about one object. It runs nothing.
import type { Ctx } from '#platform/ctx';
import type { HostedPrompt } from '#platform/mcp/define-tool';

export interface RepairPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The one argument; required. */
  readonly argument: {
    readonly name: string;
    readonly description: string;
    complete(ctx: Ctx, typed: string): Promise<readonly string[]>;
  };
  /** Throws for an id that names nothing. */
  render(ctx: Ctx, id: string): Promise<string>;
}

export const hostedPrompt = (ctx: Ctx, { argument, render, ...described }: RepairPrompt): HostedPrompt => ({
  ...described,
  arguments: [
    {
      name: argument.name,
      description: argument.description,
      required: true,
      complete: (typed) => argument.complete(ctx, typed),
    },
  ],
  render: (args) => render(ctx, args[argument.name] ?? ''),
});

/** `1. …`, one to a line. */
export const steps = (lines: readonly string[]): string => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
