// The active examination of a server: bad requests on purpose, in a safe order, and what its answers say about it.
import { seconds } from '#kernel/duration';
import type { DoorParts } from '../connect.ts';
import type { ExamineOptions, Finding, HttpTarget, McpTarget } from '../mcp.ts';
import { withTokens } from '../with-tokens.ts';
import { createAsker, ExaminationOver } from './asker.ts';
import type { Asker } from './asker.ts';
import { openConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { RULES } from './rules.ts';

const TOTAL_MS = seconds(30);
const LAST_LABEL = 'tools/list, to see whether the server still lives';

/** Never throws for what the server does. */
export async function examine(parts: DoorParts, target: McpTarget, options: ExamineOptions = {}): Promise<Finding[]> {
  if (target.transport !== 'streamable_http') {
    return [notExamined('only servers reached over Streamable HTTP can be asked bad requests')];
  }
  const deadline = AbortSignal.timeout(TOTAL_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const asker = createAsker(withTokens(parts.fetch, target), target, signal);
  const findings: Finding[] = [];
  try {
    await examineWith(asker, target, findings);
  } catch (error) {
    if (!(error instanceof ExaminationOver)) throw error;
    findings.push(notExamined(error.message));
  }
  return findings;
}

/** Adds to `findings` as it goes, so that what was found before an early end is kept. */
async function examineWith(asker: Asker, target: HttpTarget, findings: Finding[]): Promise<void> {
  const opened = await openConversation(asker, target, findings);
  for (const rule of RULES) {
    findings.push(...(await rule({ asker, target, conversation: opened })));
    if (asker.hungUpOn !== undefined) break;
  }
  findings.push(...(await whetherItLives(asker, opened)));
}

/** A server that hangs up on a bad request may have died of it. */
async function whetherItLives(asker: Asker, conversation: Conversation): Promise<Finding[]> {
  const last = asker.hungUpOn ?? asker.lastAsked;
  await asker.ask({ ...conversation.request('tools/list'), label: LAST_LABEL });
  if (asker.hungUpOn !== LAST_LABEL) return [];
  return [
    {
      rule: 'died_of_examination',
      severity: 'error',
      message: `The server stopped answering after one bad request (${last}): anybody who reaches it can end it.`,
    },
  ];
}

const notExamined = (reason: string): Finding => ({
  rule: 'not_examined',
  severity: 'info',
  message: `Not everything could be examined: ${reason}.`,
});
