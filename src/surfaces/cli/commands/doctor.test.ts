// What the words of a hostile server may do to the terminal of whoever examines it: nothing.
import { expect, test } from 'vitest';
import type { DoctorReport, Operator } from '../operator.ts';
import type { Terminal } from '../terminal.ts';
import { doctorCommand } from './doctor.ts';

const HOSTILE = 'x\u001b]0;owned\u0007\u009b2J\r\nno faults found\u202e';

const report: DoctorReport = {
  ok: true,
  url: 'https://mcp.example.test/mcp',
  transport: 'streamable_http',
  era: 'legacy',
  protocolVersion: HOSTILE,
  eras: { modern: false, legacy: true },
  serverInfo: { name: HOSTILE, version: HOSTILE },
  durationMs: 1,
  tools: [{ name: HOSTILE, description: 'd', hints: [] }],
  counts: { tools: 1, resources: 0, resourceTemplates: 0, prompts: 0 },
  findings: [{ rule: 'no_description', severity: 'warning', message: `tool '${HOSTILE}' has no description` }],
  error: null,
};

test.each([report, { ...report, ok: false, error: { code: 'not_mcp', message: HOSTILE } }])(
  'a server’s words are printed on one line, without what moves a cursor',
  async (told) => {
    const lines: string[] = [];
    const terminal: Terminal = {
      out: (line) => void lines.push(line),
      err: (line) => void lines.push(line),
      isInteractive: true,
      env: {},
      signal: new AbortController().signal,
      sleep: async () => undefined,
      now: () => 0,
    };
    // Nothing else of the operator is asked.
    const operator = { doctor: async () => told } as unknown as Operator;
    await doctorCommand([report.url], { transport: 'streamable_http' }, { operator, terminal });
    expect(lines.join('')).toContain('owned');
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  },
);
