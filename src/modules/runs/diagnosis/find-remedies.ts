// Every rule that knows a remedy, in the order their findings are shown. Pure.
import type { Facts } from './facts.ts';
import { judgeRemedies } from './judge-remedies.ts';
import { limitRemedies } from './limit-remedies.ts';
import { policyRemedies } from './policy-remedies.ts';
import { ofProfile } from './remedy.ts';
import type { Remedy, RemedyRule } from './remedy.ts';
import { schemaRemedies } from './schema-remedies.ts';
import { contradictionRemedies, restoreRemedies, uncalledRemedies, unplayableRemedies } from './test-remedies.ts';

const MAX_REMEDIES = 30;

const credentialRemedies: RemedyRule = (facts) =>
  facts.run.classification === 'credential'
    ? [
        ofProfile(facts, {
          action: 'rotate_credential',
          field: 'secret',
          operation: 'replace',
          why: 'The server refused the credential: it is wrong, expired, or may do too little.',
          evidence: facts.run.classificationEvidence.map(({ id }) => id),
        }),
      ]
    : [];

const RULES: readonly RemedyRule[] = [
  credentialRemedies,
  schemaRemedies,
  policyRemedies,
  limitRemedies,
  judgeRemedies,
  contradictionRemedies,
  restoreRemedies,
  unplayableRemedies,
  uncalledRemedies,
];

/** A run that passed needs none. */
export const findRemedies = (facts: Facts): Remedy[] =>
  facts.run.status === 'pass' ? [] : RULES.flatMap((rule) => rule(facts)).slice(0, MAX_REMEDIES);
