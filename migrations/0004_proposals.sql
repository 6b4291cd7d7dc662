-- Proposals: changes of workflows and workflows made of failed runs, staged and tried before they are applied.
-- Nothing is rewritten. Locks workflow_versions for a moment, and runs while it reads them once: their new index covers no row yet.

-- What was never applied has no number: its row holds what trials run, and applying numbers that very row.
alter table workflow_versions alter column number drop not null;
create index versions_without_number on workflow_versions (created_at, id) where number is null;

-- Outlives the proposal: a trial stays a trial, and counts for no statistic, when its proposal is swept.
alter table runs add column proposal_id text;
alter table runs alter column version_number drop not null;
create index trials_of_proposal on runs (proposal_id, sort_at, id) where proposal_id is not null;

create table workflow_change_proposals (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  kind text not null check (kind in ('patch', 'draft')),
  -- of a patch: the workflow it changes; of a draft: the one of its source run, under which its trials are listed
  workflow_id text not null references workflows(id) on delete cascade,
  version_id text not null unique references workflow_versions(id) on delete cascade,
  base_version_id text,
  source_run_id text,
  rationale text not null,
  evidence text[] not null default '{}',
  -- field differences: of a patch to its base, of a draft to the version of its source run
  diff jsonb not null,
  warnings text[] not null default '{}',
  created_by jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  applied_at timestamptz,
  applied_workflow_id text,
  applied_number integer,
  approved_by text,
  check ((kind = 'patch') = (base_version_id is not null)),
  check ((kind = 'draft') = (source_run_id is not null)),
  check ((applied_at is null) = (applied_workflow_id is null) and (applied_at is null) = (applied_number is null))
);
create index proposals_of_org on workflow_change_proposals (org_id, created_at desc, id desc);
create index proposals_of_workflow on workflow_change_proposals (workflow_id);
create index proposals_unapplied on workflow_change_proposals (created_at) where applied_at is null;
