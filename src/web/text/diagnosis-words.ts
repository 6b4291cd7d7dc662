// The words of a diagnosis: why a call counts, what can be done and where, and whose field a remediation names.
import type { ContributingCall, Remediation, SuggestedAction } from '../api/diagnosis.ts';
import { paths } from '../api/paths.ts';
import type { Word } from './tone.ts';

export const CALL_WHY_WORDS: Readonly<Record<ContributingCall['why'], Word>> = {
  blocked: { word: 'Blocked by the tool policy', tone: 'error' },
  argument_refused: { word: 'Its arguments were refused', tone: 'fail' },
  schema_changed: { word: 'Its tool changed', tone: 'partial' },
  error: { word: 'Returned an error', tone: 'fail' },
  cited: { word: 'Cited by a failing criterion', tone: 'idle' },
};

export const ACTION_WORDS: Readonly<Record<SuggestedAction['action'], string>> = {
  fix_server: 'Fix the server',
  sync_capabilities: 'Read the catalog again',
  patch_prompt: 'Change the prompt',
  rotate_credential: 'Renew the credential',
  rerun: 'Run it again',
  raise_limit: 'Raise a limit',
  patch_criteria: 'Change the criteria',
  raise_samples: 'Judge with more samples',
  patch_tool_policy: 'Change the tool policy',
};

export const SUBJECT_WORDS: Readonly<Record<Remediation['subject']['type'], string>> = {
  workflow: '',
  mcp_server: 'of the server',
  auth_profile: 'of the auth profile',
};

interface Place {
  readonly label: string;
  readonly to: string;
}

interface Subject {
  readonly workflowId: string;
  readonly mcpServerId: string;
}

/** Where a person does it; undefined: on this very page. */
export function placeOf(org: string, action: SuggestedAction['action'], { workflowId, mcpServerId }: Subject): Place | undefined {
  switch (action) {
    case 'rerun':
      return undefined;
    case 'fix_server':
      return { label: 'Open the server', to: paths.server(org, mcpServerId) };
    case 'sync_capabilities':
      return { label: 'Open its changes', to: paths.server(org, mcpServerId, { tab: 'changes' }) };
    case 'rotate_credential':
      return { label: 'Open its auth profiles', to: paths.server(org, mcpServerId, { tab: 'auth' }) };
    case 'patch_criteria':
    case 'raise_samples':
      return { label: 'Open the criteria', to: paths.workflow(org, workflowId, { tab: 'criteria' }) };
    default:
      return { label: 'Open the workflow', to: paths.workflow(org, workflowId) };
  }
}
