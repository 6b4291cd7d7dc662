// The words of monitors: statuses, why a check did not pass, how often it happens.
import type { CheckReason, CheckStatus, IntervalSeconds, Monitor, ProtocolEra } from '../api/monitors.ts';
import type { Tone, Word } from './tone.ts';

export const CHECK_WORDS: Readonly<Record<CheckStatus, Word>> = {
  pass: { word: 'Pass', tone: 'pass' },
  fail: { word: 'Fail', tone: 'fail' },
  error: { word: 'Error', tone: 'error' },
  unknown: { word: 'Unknown', tone: 'idle' },
};

const PAUSED: Word = { word: 'Paused', tone: 'idle' };

/** What a monitor stands at: a paused one says nothing of now, whatever its last check said. */
export const monitorWord = ({ state, status }: Pick<Monitor, 'state' | 'status'>): Word =>
  state === 'paused' ? PAUSED : CHECK_WORDS[status];

/** In a table, and in one sentence. */
export const REASON_WORDS: Readonly<Record<CheckReason, readonly [word: string, sentence: string]>> = {
  tool_error: ['Tool error', 'The tool answered with an error of its own.'],
  rpc_error: ['Protocol error', 'The server answered with a JSON-RPC error.'],
  assertion: ['Assertion', 'The result does not hold what this monitor expects.'],
  output_schema: ['Output schema', 'The result does not fit the schema the tool declares.'],
  timeout: ['Time-out', 'No answer came in time.'],
  dns: ['Host not found', 'The name of the host could not be resolved.'],
  connect: ['No connection', 'No connection could be made.'],
  tls: ['TLS', 'The TLS handshake failed.'],
  http_status: ['HTTP status', 'The endpoint answered with an HTTP status that is no success.'],
  auth: ['Credential refused', 'The server refused the credential, or its grant needs renewal.'],
  not_mcp: ['Not MCP', 'What answered does not speak MCP.'],
  blocked_address: ['Address refused', 'The address is private and not allowed here.'],
  process: ['Program ended', 'The program of the server could not be started, or ended early.'],
  own_network: ['Own network', 'Armature itself was offline: this check says nothing about the server.'],
};

export const INTERVALS: readonly (readonly [seconds: IntervalSeconds, label: string])[] = [
  [60, 'Every minute'],
  [300, 'Every 5 minutes'],
  [900, 'Every 15 minutes'],
  [3600, 'Every hour'],
];

const SHORT_INTERVALS: Readonly<Record<IntervalSeconds, string>> = { 60: '1 min', 300: '5 min', 900: '15 min', 3600: '1 h' };

export const shortInterval = (seconds: IntervalSeconds): string => SHORT_INTERVALS[seconds];
export const intervalLabel = (seconds: IntervalSeconds): string => INTERVALS.find(([value]) => value === seconds)?.[1] ?? `${seconds} s`;

export const ERAS: readonly (readonly [era: ProtocolEra, label: string])[] = [
  ['auto', 'Automatic'],
  ['modern', 'Modern'],
  ['legacy', 'Legacy'],
];

/** Between 0 and 100. */
export function uptimeTone(percent: number): Tone {
  if (percent >= 99.9) return 'pass';
  return percent >= 95 ? 'partial' : 'fail';
}

/** Never rounded up: 100 % is only what failed never. */
export const uptimeText = (percent: number | null): string => (percent === null ? '–' : `${Math.floor(percent * 100) / 100} %`);
