// What agents ran in an organization, oldest first, and what waited for a person. Without scripts and sealed requests.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import type { ApprovalSummary } from '../approvals/approval.ts';
import { approvalsAfter } from '../approvals/store.ts';
import type { Execution } from '../executions/execution.ts';
import { executionsAfter } from '../executions/store.ts';

const PAGE = 200;

export const codeModeExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const execution of inPages((last: Execution | undefined) => executionsAfter(db, org.id, { last, limit: PAGE }))) {
      yield { kind: 'execution', ...execution };
    }
    const page = (last: ApprovalSummary | undefined) => approvalsAfter(db, org.id, { afterId: last?.id ?? '', limit: PAGE });
    for await (const approval of inPages(page)) yield { kind: 'approval', ...approval };
  },
};
