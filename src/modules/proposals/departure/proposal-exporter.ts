// Every proposal of an organization with its content; of an applied one the content is the version it became.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { specsOf, specToWire } from '#modules/workflows';
import type { StoredProposal } from '../proposal.ts';
import { proposalsAfter } from '../store.ts';

const PAGE = 50;

export const proposalExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    const page = (last: StoredProposal | undefined) => proposalsAfter(db, org.id, { afterId: last?.id ?? '', limit: PAGE });
    for await (const { kind: proposalKind, ...proposal } of inPages(page)) {
      const spec = (await specsOf(db, [proposal.versionId])).get(proposal.versionId);
      yield { kind: 'proposal', proposalKind, ...proposal, spec: spec ? specToWire(spec) : null };
    }
  },
};
