// A print of everything a plan was made from: the document, and what the organization had of it. Pure.
import { createHash } from 'node:crypto';
import { monitorAsEntry, ruleAsEntry, serverAsEntry, workflowAsEntry } from './entries/live-entries.ts';
import { stableText } from './json.ts';
import type { KeyBook } from './keys.ts';
import type { Live } from './live.ts';

export interface PlanBasis {
  readonly document: unknown;
  readonly prune: boolean;
  readonly live: Live;
  readonly book: KeyBook;
}

/**
 * Another one when anything of it changed, also what is not in the document: that decides about references and keys. What
 * servers, runs and checks do on their own changes nothing.
 */
export function planHash({ document, prune, live, book }: PlanBasis): string {
  const state = [
    live.servers.map((one) => [one.server.id, book.isManaged('server', one.server.id), serverAsEntry(book, one)]),
    live.workflows.map((one) => [one.id, book.isManaged('workflow', one.id), one.currentVersion.id, workflowAsEntry(book, one)]),
    live.monitors.map((one) => [one.id, book.isManaged('monitor', one.id), monitorAsEntry(book, one)]),
    live.rules.map((one) => [one.id, book.isManaged('rule', one.id), ruleAsEntry(book, one)]),
    live.destinations.map(({ id, name }) => [id, name]),
  ];
  return createHash('sha256').update(stableText({ document, prune, state })).digest('base64url');
}
