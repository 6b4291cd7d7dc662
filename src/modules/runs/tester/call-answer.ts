// What one request to the server came to: for the trace, for the tester, and whether the attempt can go on.
import type { CallOutcome, ContentBlock } from '#platform/mcp/mcp';
import type { TesterError } from './tester.ts';

export interface CallAnswer {
  readonly isError: boolean;
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly rpcError?: { readonly code: number; readonly message: string } | undefined;
  /** Said to the tester instead of content: there is none. */
  readonly problem?: string | undefined;
  /** The session is of no more use. */
  readonly ends?: TesterError | undefined;
}

const MAX_WHY = 1000;
const NO_INPUT =
  'The server asked for further input, which this tester does not give. Call the tool with complete arguments, or do without it.';

export function callAnswer(outcome: CallOutcome): CallAnswer {
  switch (outcome.kind) {
    case 'ok':
    case 'tool_error':
      return { isError: outcome.kind === 'tool_error', ...contentOf(outcome) };
    // The server did answer: the tester works with what can be used, and the broken promise stays in the trace.
    case 'schema_violation':
      return isUsable(outcome) ? { isError: false, ...contentOf(outcome) } : unusable(outcome.message);
    case 'protocol_error': {
      const { code, message } = outcome;
      return {
        isError: true,
        content: [],
        rpcError: { code, message },
        problem: `The server answered with protocol error ${code}: ${message}`,
      };
    }
    case 'needs_input':
      return { isError: true, content: [], problem: NO_INPUT };
    case 'timeout':
      return { isError: true, content: [], problem: `The server did not answer in time: ${outcome.failure.message}` };
    case 'auth_error':
      return ended({ kind: 'auth', message: outcome.failure.message });
    case 'transport_error':
      return ended({ kind: 'transport', message: outcome.failure.message, hadHttpStatus: outcome.failure.hadHttpStatus });
  }
}

type Content = { readonly content: readonly ContentBlock[]; readonly structuredContent?: unknown };

const isUsable = ({ content, structuredContent }: Content): boolean => content.length > 0 || structuredContent !== undefined;

const unusable = (why: string): CallAnswer => ({
  isError: true,
  content: [],
  problem: `The result could not be used: ${why.slice(0, MAX_WHY)}`,
});

const ended = (error: TesterError): CallAnswer => ({ isError: true, content: [], problem: error.message, ends: error });

const contentOf = ({ content, structuredContent }: Content) => ({
  content,
  ...(structuredContent === undefined ? {} : { structuredContent }),
});
