// The Success criteria tab: one line is one criterion; checks are built and stand between them.
import { useQuery } from '@tanstack/react-query';
import { ListChecks, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { catalogQuery } from '../api/servers.ts';
import type { Check } from '../api/workflows.ts';
import { Button } from './button.tsx';
import { CheckBuilder } from './check-builder.tsx';
import { CriterionRow } from './criterion-row.tsx';
import { FieldError } from './field.tsx';
import { Panel } from './panel.tsx';
import { newCriterion } from './workflow-draft.ts';
import type { CriterionDraft } from './workflow-draft.ts';
import { useWorkflowForm } from './workflow-form.ts';

const MAX_CRITERIA = 50;

/** Which check is being built: a new one, or the one in a row. */
type Building = { readonly row: string; readonly check: Check | undefined; readonly text?: string } | undefined;

export function CriteriaEditor() {
  const { org, draft, isReadOnly, errorAt, conversionOf } = useWorkflowForm();
  const catalog = useQuery(catalogQuery(org, draft.mcpServerId));
  const tools = catalog.data?.tools.filter((tool) => tool.active) ?? [];
  const [building, setBuilding] = useState<Building>();
  const list = useCriteria();
  const isFull = draft.criteria.length >= MAX_CRITERIA;

  const onBuilt = (check: Check, sentence: string): void => {
    if (building?.row === 'new') list.add({ ...newCriterion(sentence), kind: 'check', check });
    else if (building !== undefined) list.change(building.row, { kind: 'check', check, criterionText: sentence });
    setBuilding(undefined);
  };

  return (
    <div className="grid gap-4">
      <Panel
        title="Success criteria"
        hint="One line is one criterion. Paste several lines to add several."
        flush
        actions={
          isReadOnly ? undefined : (
            <>
              <Button icon={<Plus size={14} aria-hidden="true" />} disabled={isFull} onClick={() => list.add(newCriterion())}>
                Add criterion
              </Button>
              <Button
                icon={<ListChecks size={14} aria-hidden="true" />}
                disabled={isFull}
                onClick={() => setBuilding({ row: 'new', check: undefined })}
              >
                Add check
              </Button>
            </>
          )
        }
      >
        <ol ref={list.ref} className="divide-y divide-line">
          {draft.criteria.map((criterion, index) => {
            const suggestion = conversionOf(criterion);
            return (
              <CriterionRow
                key={criterion.key}
                criterion={criterion}
                position={index + 1}
                error={errorAt(`criteria[${index}]`)}
                isReadOnly={isReadOnly}
                suggestion={suggestion}
                onChange={(change) => list.change(criterion.key, change)}
                onSplit={(lines) => list.split(criterion.key, lines)}
                onMove={(by) => list.move(index, index + by)}
                onRemove={() => list.remove(criterion.key)}
                onEditCheck={() => setBuilding({ row: criterion.key, check: criterion.check ?? suggestion, text: criterion.criterionText })}
                onDragTo={(clientY) => list.dragTo(index, clientY)}
              />
            );
          })}
        </ol>
        {draft.criteria.length === 0 && (
          <div className="p-4">
            <FieldError>A workflow needs at least one criterion.</FieldError>
          </div>
        )}
      </Panel>
      <p className="text-sm text-muted">
        Only required criteria decide the status; if none is required, all count. Sentences are graded by the evaluator model, checks by
        code from the trace.
      </p>
      {building !== undefined && (
        <CheckBuilder
          check={building.check}
          text={building.text}
          title={builderTitle(building, draft.criteria)}
          action={building.row === 'new' ? 'Add check' : 'Use this check'}
          tools={tools}
          onClose={() => setBuilding(undefined)}
          onDone={onBuilt}
        />
      )}
    </div>
  );
}

function builderTitle(building: NonNullable<Building>, criteria: readonly CriterionDraft[]): string {
  if (building.row === 'new') return 'Add check';
  return criteria.find(({ key }) => key === building.row)?.kind === 'check' ? 'Edit check' : 'Convert to check';
}

/** The list operations of the editor, and where the caret goes after them. */
function useCriteria() {
  const { draft, set } = useWorkflowForm();
  const { criteria } = draft;
  const ref = useRef<HTMLOListElement>(null);
  const [focused, setFocused] = useState<string | undefined>();

  useEffect(() => {
    if (focused === undefined) return;
    const field = ref.current?.querySelector<HTMLTextAreaElement>(`[data-criterion="${focused}"]`);
    field?.focus();
    setFocused(undefined);
  }, [focused]);

  const update = (next: readonly CriterionDraft[]): void => set({ criteria: next });
  const move = (from: number, to: number): void => {
    const row = criteria[from];
    if (row === undefined || to < 0 || to >= criteria.length) return;
    update(criteria.toSpliced(from, 1).toSpliced(to, 0, row));
  };
  return {
    ref,
    move,
    add: (criterion: CriterionDraft): void => {
      update([...criteria, criterion]);
      setFocused(criterion.key);
    },
    change: (key: string, change: Partial<CriterionDraft>): void =>
      update(criteria.map((row) => (row.key === key ? { ...row, ...change } : row))),
    split: (key: string, [first = '', ...rest]: readonly string[]): void => {
      const added = rest.map((line) => newCriterion(line));
      const next = criteria
        .flatMap((row) => (row.key === key ? [{ ...row, criterionText: first }, ...added] : [row]))
        .slice(0, MAX_CRITERIA);
      update(next);
      setFocused(added.at(-1)?.key);
    },
    remove: (key: string): void => {
      const at = criteria.findIndex((row) => row.key === key);
      update(criteria.filter((row) => row.key !== key));
      setFocused(criteria[at - 1]?.key);
    },
    /** Moves past a neighbour once the pointer has passed its middle. */
    dragTo: (from: number, clientY: number): void => {
      const middles = [...(ref.current?.children ?? [])]
        .map((row) => row.getBoundingClientRect())
        .map(({ top, height }) => top + height / 2);
      const to =
        clientY < (middles[from] ?? 0)
          ? middles.findIndex((middle) => clientY < middle)
          : middles.findLastIndex((middle) => clientY > middle);
      if (to >= 0 && to !== from) move(from, to);
    },
  };
}
