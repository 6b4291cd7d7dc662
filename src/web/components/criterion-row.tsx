// One criterion in the editor: one line, a handle for its place, required or not, judged or checked.
import { GripVertical, ListChecks, Scale, Trash2 } from 'lucide-react';
import type { ClipboardEvent, KeyboardEvent, PointerEvent } from 'react';
import type { Check } from '../api/workflows.ts';
import { Button, IconButton } from './button.tsx';
import { FieldError } from './field.tsx';
import { CONTROL } from './inputs.tsx';
import { Switch } from './switch.tsx';
import { cx } from './cx.ts';
import type { CriterionDraft } from './workflow-draft.ts';

export interface CriterionRowProps {
  readonly criterion: CriterionDraft;
  readonly position: number;
  readonly error: string | undefined;
  readonly isReadOnly: boolean;
  /** A check that says exactly the same, when the sentence is one. */
  readonly suggestion: Check | undefined;
  readonly onChange: (change: Partial<CriterionDraft>) => void;
  readonly onSplit: (lines: readonly string[]) => void;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onEditCheck: () => void;
  /** The handle is dragged to this height in the window. */
  readonly onDragTo: (clientY: number) => void;
}

export function CriterionRow(props: CriterionRowProps) {
  const { criterion, position, error, isReadOnly, suggestion } = props;
  const isCheck = criterion.kind === 'check';
  return (
    <li className="group/row grid grid-cols-[1.5rem_1fr] items-start gap-x-1.5 px-3 py-2 sm:grid-cols-[1.5rem_1.25rem_1fr_auto]">
      <Handle {...props} />
      <span
        className="mt-1.5 text-faint max-sm:hidden"
        title={isCheck ? 'Check: decided by code' : 'Judged: decided by the evaluator model'}
      >
        {isCheck ? <ListChecks size={15} aria-label="Check" /> : <Scale size={15} aria-label="Judged" />}
      </span>
      <div className="grid min-w-0 gap-1">
        {isCheck ? <p className="px-2.5 py-1 text-base break-words">{criterion.criterionText}</p> : <LineInput {...props} />}
        {error !== undefined && <FieldError>{error}</FieldError>}
        {suggestion !== undefined && !isReadOnly && (
          <p className="px-2.5 text-xs text-muted">
            Code can decide this exactly.{' '}
            <button type="button" className="link" onClick={props.onEditCheck}>
              Convert to check
            </button>
          </p>
        )}
      </div>
      <div className="flex items-center gap-1 max-sm:col-start-2 max-sm:justify-self-end">
        {isCheck && !isReadOnly && (
          <Button look="quiet" onClick={props.onEditCheck} aria-label={`Edit check ${position}`}>
            Edit
          </Button>
        )}
        <Switch
          isOn={criterion.isRequired}
          isDisabled={isReadOnly}
          label={`Criterion ${position} is required`}
          words={['Required', 'Optional']}
          onChange={(isRequired) => props.onChange({ isRequired })}
        />
        {!isReadOnly && (
          <IconButton label={`Remove criterion ${position}`} onClick={props.onRemove}>
            <Trash2 size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
    </li>
  );
}

function Handle({ position, isReadOnly, onMove, onDragTo }: CriterionRowProps) {
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>): void => event.currentTarget.setPointerCapture(event.pointerId);
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onDragTo(event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(by);
  };
  return (
    <button
      type="button"
      disabled={isReadOnly}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      aria-label={`Place ${position}. Move with the arrow keys.`}
      title="Drag, or use the arrow keys"
      className="mt-0.5 flex h-7 cursor-grab touch-none items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-ink disabled:cursor-default disabled:opacity-30"
    >
      <GripVertical size={14} aria-hidden="true" />
    </button>
  );
}

function LineInput({ criterion, position, error, isReadOnly, onChange, onSplit, onRemove }: CriterionRowProps) {
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const lines = linesOf(event.clipboardData.getData('text'));
    if (lines.length < 2) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const [first = '', ...rest] = lines;
    onSplit([`${value.slice(0, selectionStart)}${first}${value.slice(selectionEnd)}`, ...rest]);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { selectionStart, value } = event.currentTarget;
    if (event.key === 'Enter') {
      event.preventDefault();
      onSplit([value.slice(0, selectionStart), value.slice(selectionStart)]);
    } else if (event.key === 'Backspace' && value === '') {
      event.preventDefault();
      onRemove();
    }
  };
  return (
    <textarea
      rows={1}
      data-criterion={criterion.key}
      aria-label={`Criterion ${position}`}
      aria-invalid={error === undefined ? undefined : true}
      readOnly={isReadOnly}
      maxLength={2000}
      value={criterion.criterionText}
      placeholder="One observable outcome, such as: The answer names the order’s status"
      onChange={(event) => onChange({ criterionText: event.target.value.replaceAll('\n', ' ') })}
      onPaste={onPaste}
      onKeyDown={onKeyDown}
      className={cx(CONTROL, 'field-sizing-content resize-none border-transparent bg-transparent py-1')}
    />
  );
}

/** Lines without list marks and without empty ones. */
const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, '').trim())
    .filter((line) => line !== '');
