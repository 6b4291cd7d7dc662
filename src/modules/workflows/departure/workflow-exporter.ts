// Every workflow of an organization, archived ones too, each with all its versions.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { findVersion, findWorkflow } from '../store.ts';
import { versionsAfter, workflowIdsAfter } from './store.ts';

const PAGE = 100;

export const workflowExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    const page = (last: { readonly id: string } | undefined) => workflowIdsAfter(db, org.id, { afterId: last?.id ?? '', limit: PAGE });
    for await (const { id: workflowId } of inPages(page)) {
      const workflow = await findWorkflow(db, org.id, workflowId);
      if (!workflow) continue;
      const { spec, orgId: _, ...rest } = workflow;
      yield { kind: 'workflow', name: spec.name, ...rest };
      const versions = (last: { readonly number: number } | undefined) =>
        versionsAfter(db, workflowId, { afterNumber: last?.number ?? 0, limit: PAGE });
      for await (const { id: versionId } of inPages(versions)) {
        const version = await findVersion(db, org.id, { workflowId, versionId });
        if (version) yield { kind: 'workflow_version', ...version };
      }
    }
  },
};
