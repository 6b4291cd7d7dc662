// The state of the workflow editor: the draft, its live check, saving, and the meeting with a newer version.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError } from '../api/error.ts';
import { createWorkflow, updateWorkflow, workflowCheckQuery, workflowQuery } from '../api/workflows.ts';
import type { Check, Workflow, WorkflowCheck, WorkflowInput } from '../api/workflows.ts';
import { changedFields } from '../text/field-diff.ts';
import { errorsByField, saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { toast } from './toaster.tsx';
import { useDelayed } from './use-delayed.ts';
import { draftOf, inputOf } from './workflow-draft.ts';
import type { CriterionDraft, WorkflowDraft } from './workflow-draft.ts';
import type { WorkflowForm } from './workflow-form.ts';

const CHECK_PAUSE_MS = 400;

interface EditorSubject {
  readonly org: string;
  /** Undefined for one that is not saved yet. */
  readonly workflow: Workflow | undefined;
  readonly initial: WorkflowDraft;
  readonly isReadOnly: boolean;
  readonly onSaved: (workflow: Workflow) => void;
}

export function useWorkflowEditor({ org, workflow, initial, isReadOnly, onSaved }: EditorSubject) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const [base, setBase] = useState(initial);
  const [baseVersionId, setBaseVersionId] = useState(workflow?.currentVersion.id);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [saveErrors, setSaveErrors] = useState<Errors>({});
  const [newer, setNewer] = useState<Workflow | undefined>();

  const input = useMemo(() => inputOf(draft), [draft]);
  const baseInput = useMemo(() => inputOf(base), [base]);
  const change = useMemo(() => changeOf(baseInput, input, draft, base), [baseInput, input, draft, base]);
  const isDirty = workflow === undefined ? draft !== base : Object.keys(change).length > 0;
  const asked = useDelayed(draft, CHECK_PAUSE_MS);
  const check = useQuery({
    ...workflowCheckQuery(
      org,
      workflow?.id,
      useMemo(() => inputOf(asked), [asked]),
    ),
    enabled: !isReadOnly,
  });

  /** Takes a stored version as the new ground of the editor. */
  const load = (stored: Workflow): void => {
    const fresh = draftOf(stored);
    setDraft(fresh);
    setBase(fresh);
    setBaseVersionId(stored.currentVersion.id);
    setTouched(new Set());
    setSaveErrors({});
    setNewer(undefined);
  };

  const save = useMutation({
    mutationFn: (onVersionId: string | undefined) =>
      workflow === undefined
        ? createWorkflow(org, input)
        : updateWorkflow(org, workflow.id, { ...change, ...(onVersionId === undefined ? {} : { baseVersionId: onVersionId }) }),
    onSuccess: async (stored) => {
      queries.setQueryData(workflowQuery(org, stored.id).queryKey, stored);
      load(stored);
      toast.done(workflow === undefined ? `${stored.name} is created` : `Saved as version ${stored.currentVersion.number}`);
      onSaved(stored);
      await queries.invalidateQueries({ queryKey: ['org', org, 'workflow', stored.id] });
      await queries.invalidateQueries({ queryKey: ['org', org, 'workflows'] });
    },
    onError: async (error) => {
      if (error instanceof ApiError && error.code === 'stale_base_version' && workflow !== undefined) {
        setNewer(await queries.fetchQuery({ ...workflowQuery(org, workflow.id), staleTime: 0 }));
        return;
      }
      setTouched(new Set(ALL_TOUCHED));
      setSaveErrors(saveFailure(error).errors);
      toast.failed('Not saved', error);
    },
  });

  const errors = { ...errorsByField(check.data?.fieldErrors ?? []), ...saveErrors };
  const shown = Object.fromEntries(Object.entries(errors).filter(([path]) => touched.has('*') || touched.has(fieldOf(path))));
  const form: WorkflowForm = {
    org,
    draft,
    isNew: workflow === undefined,
    isReadOnly,
    check: check.data,
    conversionOf: (criterion) => conversionOf(check.data, asked, criterion),
    errorAt: (path) =>
      shown[path] ?? shown[Object.keys(shown).find((known) => known.startsWith(`${path}.`) || known.startsWith(`${path}[`)) ?? ''],
    set: (fields) => {
      setDraft((before) => ({ ...before, ...fields }));
      setTouched((before) => new Set([...before, ...Object.keys(fields).flatMap((name) => TOUCHES[name] ?? [name])]));
      setSaveErrors({});
    },
  };

  return {
    form,
    isDirty,
    isSaving: save.isPending,
    save: () => save.mutate(baseVersionId),
    load,
    shown,
    warnings: check.data?.warnings ?? workflow?.warnings ?? [],
    stale:
      newer === undefined
        ? undefined
        : {
            newer,
            base: baseInput,
            mine: input,
            newerInput: inputOf(draftOf(newer)),
            onOverwrite: () => {
              setBaseVersionId(newer.currentVersion.id);
              setNewer(undefined);
              save.mutate(newer.currentVersion.id);
            },
            onDiscard: () => load(newer),
            onClose: () => setNewer(undefined),
          },
  };
}

/** The answer speaks of the list as it was asked about: a row is found there by its key, and must still say the same. */
function conversionOf(
  check: WorkflowCheck | undefined,
  asked: WorkflowDraft,
  { key, kind, criterionText }: CriterionDraft,
): Check | undefined {
  const index = asked.criteria.findIndex((row) => row.key === key);
  const isSame = kind === 'judge' && asked.criteria[index]?.criterionText === criterionText;
  return isSame ? check?.conversions.find((conversion) => conversion.index === index)?.check : undefined;
}

/** After a failed save every error is shown. */
const ALL_TOUCHED = ['*'];

/** Which fields of the API a field of the draft stands for, where the names differ. */
const TOUCHES: Readonly<Record<string, readonly string[]>> = {
  allowedTools: ['toolPolicy'],
  deniedTools: ['toolPolicy'],
  allowDestructive: ['toolPolicy'],
  maxAttempts: ['retryPolicy'],
  backoffSeconds: ['retryPolicy'],
  retriesErrors: ['retryPolicy'],
  testerTargets: ['testerTargets', 'testerModelId'],
  judge: ['judge', 'judgeModelId'],
};

const fieldOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? path;

/** The fields to send: those that differ, and null where something was taken back to its default. */
function changeOf(before: WorkflowInput, after: WorkflowInput, draft: WorkflowDraft, base: WorkflowDraft): WorkflowInput {
  const taken: WorkflowInput = {
    ...(draft.judge === null && base.judge !== null ? { judge: null } : {}),
    ...(draft.defaultMcpAuthProfileId === null && base.defaultMcpAuthProfileId !== null ? { defaultMcpAuthProfileId: null } : {}),
  };
  return { ...changedFields(before, after), ...taken };
}
