// Why a hosted program gave no answer: it did not start, it ended, it prints something else, or it keeps silent. Pure.
import type { HostedFacts } from './hosted-facts.ts';
import type { ContactCode, Phase } from './mcp.ts';
import { secondsText } from './seconds-text.ts';

interface Circumstances {
  readonly host: string;
  readonly phase: Phase;
  readonly timedOutAfterMs?: number | undefined;
}

interface HostedCause {
  readonly code: ContactCode;
  readonly phase: Phase;
  readonly message: string;
}

/** Undefined where the program runs and has answered: then the answer is the cause. */
export function hostedCause(facts: Circumstances, hosted: HostedFacts): HostedCause | undefined {
  const { host, phase } = facts;
  if (hosted.startFault !== undefined) return { code: 'process_failed', phase: 'start', message: `${host} ${hosted.startFault}.` };
  if (hosted.end !== undefined) {
    const done = phase === 'call' ? ' The request may have been carried out.' : '';
    return { code: 'process_failed', phase, message: `${host} ${hosted.end} (phase ${phase}).${done}${printed(hosted)}${said(hosted)}` };
  }
  if (facts.timedOutAfterMs === undefined) return undefined;
  if (!hosted.hasSpoken && hosted.noise)
    return { code: 'not_mcp', phase, message: `${host} answers with no MCP message.${printed(hosted)} ${ONLY_MESSAGES}${said(hosted)}` };
  return {
    code: 'timeout',
    phase,
    message: `${host} did not answer within ${secondsText(facts.timedOutAfterMs)} (phase ${phase}). Raise the time-out, or find out what keeps it busy.${said(hosted)}`,
  };
}

const ONLY_MESSAGES = 'A server on stdio may print nothing else on its standard output; logs belong on standard error.';

const printed = ({ noise, hasSpoken }: HostedFacts): string =>
  noise && !hasSpoken
    ? ` It printed ${noise.lines} ${noise.lines === 1 ? 'line' : 'lines'} that are no messages, such as ${noise.first}.`
    : '';

const said = ({ lastWords }: HostedFacts): string =>
  lastWords === '' ? ' It wrote nothing to its standard error.' : ` Its last words on standard error: ${lastWords}`;
