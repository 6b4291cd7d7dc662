// What is known about the hosted program of a connection, free of its own secrets: for messages, findings and the run's stderr.
import { createRedactor } from '#platform/secrets/redact';
import { endText } from '#platform/process/program-end';
import type { Program, ProgramLimits } from '#platform/process/program';
import type { Finding } from './mcp.ts';
import type { StdioTransport } from './stdio-transport.ts';

export interface HostedFacts {
  /** Continue a sentence that begins with the program's name. */
  readonly startFault?: string | undefined;
  /** It was not started because this instance had no room for it. */
  readonly hadNoRoom?: boolean | undefined;
  readonly end?: string | undefined;
  readonly noise?: { readonly lines: number; readonly first: string } | undefined;
  readonly hasSpoken: boolean;
  /** Its last lines on stderr, short. */
  readonly lastWords: string;
}

/** Reads the connection whenever it is asked. */
export interface HostedView {
  facts(): HostedFacts;
  findings(): readonly Finding[];
  /** All that is kept of its stderr. */
  stderr(): string;
}

const LAST_LINES = 5;
const LAST_CHARS = 500;
const SAMPLE_CHARS = 200;
/** Stack frames, lone punctuation and the runtime's own name crowd out the sentence that says what is wrong. */
const SAYS_NOTHING = /^(at .*|[^\p{L}\p{N}]*|Node\.js v\S*)$/u;

export function createHostedView(transport: StdioTransport, program: Program, limits: ProgramLimits): HostedView {
  // Before anything is shortened: a secret cut in two is found by nobody.
  const redactor = createRedactor(Object.values(program.env));
  const stderr = (): string => redactor.redactText(transport.stderr);
  const noise = (): HostedFacts['noise'] =>
    transport.noise && { lines: transport.noise.lines, first: quoted(redactor.redactText(transport.noise.first), SAMPLE_CHARS) };
  return {
    stderr,
    facts: () => ({
      startFault: transport.startFault,
      hadNoRoom: transport.hadNoRoom,
      end: transport.end && transport.end.kind !== 'stopped' ? endText(transport.end, limits) : undefined,
      noise: noise(),
      hasSpoken: transport.hasSpoken,
      lastWords: lastLines(stderr()),
    }),
    findings: () => {
      const found = noise();
      return found ? [noisy(found)] : [];
    },
  };
}

const noisy = ({ lines, first }: { readonly lines: number; readonly first: string }): Finding => ({
  rule: 'noisy_stdout',
  severity: 'warning',
  message: `The program prints lines that are no MCP messages on its standard output (${lines} so far, such as ${first}). Strict clients give up on it; logs belong on standard error.`,
});

const lastLines = (text: string): string => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !SAYS_NOTHING.test(line));
  return lines.length === 0 ? '' : quoted(lines.slice(-LAST_LINES).join(' | ').slice(-LAST_CHARS), LAST_CHARS);
};

/** One line, without what would move a terminal's cursor. */
const quoted = (text: string, maxChars: number): string => JSON.stringify(text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, maxChars));
