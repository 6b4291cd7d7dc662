// What the parts of the workflow editor share: the draft, how to change it, and the error of a field.
import { createContext, useContext } from 'react';
import type { Check, WorkflowCheck } from '../api/workflows.ts';
import type { CriterionDraft, WorkflowDraft } from './workflow-draft.ts';

export interface WorkflowForm {
  readonly org: string;
  readonly draft: WorkflowDraft;
  readonly isNew: boolean;
  readonly isReadOnly: boolean;
  readonly set: (change: Partial<WorkflowDraft>) => void;
  /** The error of a field, or of the first field under it; nothing while the field is untouched. */
  readonly errorAt: (path: string) => string | undefined;
  readonly check: WorkflowCheck | undefined;
  /** The check that says exactly what a judged sentence says, when there is one. */
  readonly conversionOf: (criterion: CriterionDraft) => Check | undefined;
}

export const WorkflowFormContext = createContext<WorkflowForm | undefined>(undefined);

export function useWorkflowForm(): WorkflowForm {
  const form = useContext(WorkflowFormContext);
  if (form === undefined) throw new Error('This part stands outside of the workflow editor.');
  return form;
}
