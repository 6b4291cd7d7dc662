// Builds a check from its kind and fields; the sentence below says what it will decide.
import { useState } from 'react';
import type { Check, CheckKind } from '../api/workflows.ts';
import type { Tool } from '../api/servers.ts';
import { checkSentence } from '../text/check-sentence.ts';
import { Button } from './button.tsx';
import { builtCheck, CHECK_LABELS, checkDraft, EMPTY_CHECK } from './check-draft.ts';
import type { CheckDraft } from './check-draft.ts';
import { CheckFields } from './check-fields.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { Choice, TextInput } from './inputs.tsx';

/** The longest text of a criterion. */
const MAX_SENTENCE = 2000;

interface CheckBuilderProps {
  /** A check to begin with: one that exists, or one read from a sentence. */
  readonly check: Check | undefined;
  /** The words it has now; its own words stay when the check changes. */
  readonly text?: string | undefined;
  readonly title: string;
  readonly action: string;
  readonly tools: readonly Tool[];
  readonly onClose: () => void;
  readonly onDone: (check: Check, sentence: string) => void;
}

export function CheckBuilder({ check, text, title, action, tools, onClose, onDone }: CheckBuilderProps) {
  const [draft, setDraft] = useState<CheckDraft>(() => (check === undefined ? EMPTY_CHECK : checkDraft(check)));
  const [words, setWords] = useState(() => (check !== undefined && text !== checkSentence(check) ? (text ?? '') : ''));
  const [isAsked, setAsked] = useState(false);
  const built = builtCheck(draft);
  const onKind = (kind: CheckKind): void => {
    setDraft({ ...draft, kind, test: kind === 'final_answer' ? 'contains' : 'equals', value: '' });
    setAsked(false);
  };
  const onFinish = (): void => {
    setAsked(true);
    if (built.ok) onDone(built.check, words.trim() === '' ? checkSentence(built.check).slice(0, MAX_SENTENCE) : words.trim());
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      lead="Decided by code from the trace: the same trace always gets the same verdict."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={onFinish}>
            {action}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onFinish();
        }}
      >
        <Field label="Kind" hint={CHECK_LABELS[draft.kind][1]}>
          {(control) => (
            <Choice {...control} value={draft.kind} onChange={(event) => onKind(event.target.value as CheckKind)}>
              {Object.entries(CHECK_LABELS).map(([kind, [label]]) => (
                <option key={kind} value={kind}>
                  {label}
                </option>
              ))}
            </Choice>
          )}
        </Field>
        <CheckFields
          draft={draft}
          errors={isAsked && !built.ok ? built.errors : {}}
          tools={tools}
          set={(change) => setDraft({ ...draft, ...change })}
        />
        <Field label="Shown as" isOptional hint="Words of your own for the list; the check decides the same.">
          {(control) => (
            <TextInput {...control} maxLength={MAX_SENTENCE} value={words} onChange={(event) => setWords(event.target.value)} />
          )}
        </Field>
        <div className="rounded-md bg-sunken px-3 py-2">
          <p className="eyebrow">Passes when</p>
          <p className="text-sm break-words">{built.ok ? checkSentence(built.check) : '…'}</p>
        </div>
      </form>
    </Dialog>
  );
}
