// A form of a few text fields: checked while typing, sent once, errors at their fields, secrets typed again.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChangeEvent, FocusEvent, FormEvent } from 'react';
import { ApiError } from '../api/error.ts';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';

export type Draft<Name extends string> = Readonly<Record<Name, string>>;
/** What is wrong with each field so far; undefined is fine. */
export type Problems<Name extends string> = Readonly<Partial<Record<Name, string | undefined>>>;

interface ShortFormOptions<Name extends string, Answer> {
  readonly start: Draft<Name>;
  readonly check: (draft: Draft<Name>) => Problems<Name>;
  readonly send: (draft: Draft<Name>) => Promise<Answer>;
  readonly onDone: (answer: Answer, draft: Draft<Name>) => unknown;
  /** Emptied when the server refuses. */
  readonly secrets?: readonly NoInfer<Name>[] | undefined;
  /** Says in our words what the server's code means on this form; undefined leaves the server's. */
  readonly explain?: ((error: ApiError) => { readonly errors?: Errors; readonly message?: string } | undefined) | undefined;
}

export interface TextControl {
  readonly name: string;
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  readonly onBlur: (event: FocusEvent<HTMLInputElement>) => void;
}

export interface ShortFormState<Name extends string> {
  readonly draft: Draft<Name>;
  readonly set: (fields: Problems<Name>) => void;
  readonly text: (name: Name) => TextControl;
  readonly error: (name: Name) => string | undefined;
  readonly message: string | undefined;
  /** A moment before which the server takes no further try. */
  readonly waitUntil: number | undefined;
  readonly isBusy: boolean;
  readonly onSubmit: (event: FormEvent) => void;
  readonly reset: () => void;
  /** Grows with every refusal, ours or the server's. */
  readonly troubles: number;
}

interface Refusal {
  readonly errors: Errors;
  readonly message?: string | undefined;
  readonly waitUntil?: number | undefined;
}

const NO_REFUSAL: Refusal = { errors: {} };

export function useShortForm<Name extends string, Answer>(options: ShortFormOptions<Name, Answer>): ShortFormState<Name> {
  const { start, check, send, onDone, secrets = [], explain } = options;
  const [draft, setDraft] = useState<Draft<Name>>(start);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>(NO_REFUSAL);
  const [troubles, setTroubles] = useState(0);
  const problems = check(draft);

  const set = (fields: Problems<Name>): void => {
    setDraft((before) => ({ ...before, ...fields }));
    setRefusal(({ errors, waitUntil }) => ({ errors: without(errors, Object.keys(fields)), waitUntil }));
  };
  const sending = useMutation({
    mutationFn: () => send(draft),
    onSuccess: (answer) => onDone(answer, draft),
    onError: (error) => {
      setTried(false);
      setLeft((before) => new Set([...before].filter((name) => !secrets.some((secret) => secret === name))));
      setDraft((before) => ({ ...before, ...Object.fromEntries(secrets.map((name) => [name, ''])) }));
      setRefusal(refusalOf(error, Object.keys(start), explain));
      setTroubles((before) => before + 1);
    },
  });
  return {
    draft,
    set,
    text: (name) => ({
      name,
      value: draft[name],
      onChange: (event) => set(oneField(name, event.target.value)),
      onBlur: ({ relatedTarget }) => {
        // A message that appears under a pressed button would move the button away from the press.
        if (!(relatedTarget instanceof HTMLButtonElement)) setLeft((before) => new Set(before).add(name));
      },
    }),
    error: (name) => refusal.errors[name] ?? (isTried || (left.has(name) && draft[name] !== '') ? problems[name] : undefined),
    message: refusal.message,
    waitUntil: refusal.waitUntil,
    isBusy: sending.isPending,
    onSubmit: (event) => {
      event.preventDefault();
      const isFine = Object.values(problems).every((problem) => problem === undefined);
      setTried(!isFine);
      setRefusal(({ waitUntil }) => ({ errors: {}, waitUntil }));
      if (!isFine) setTroubles((before) => before + 1);
      else if (!sending.isPending) sending.mutate();
    },
    reset: () => {
      setDraft(start);
      setLeft(new Set());
      setTried(false);
      setRefusal(NO_REFUSAL);
    },
    troubles,
  };
}

function refusalOf(error: unknown, names: readonly string[], explain: ShortFormOptions<string, unknown>['explain']): Refusal {
  if (error instanceof ApiError) {
    if (error.status === 429) return { errors: {}, waitUntil: Date.now() + (error.retryAfterSeconds ?? DEFAULT_WAIT_S) * 1_000 };
    const said = explain?.(error);
    if (said !== undefined) return { errors: said.errors ?? {}, message: said.message };
  }
  const { errors, message } = saveFailure(error);
  // What is wrong with something that has no field here is still said.
  const elsewhere = Object.keys(without(errors, names)).map((field) => `${field}: ${errors[field] ?? ''}`);
  return { errors, message: message ?? elsewhere[0] };
}

const DEFAULT_WAIT_S = 60;

const without = (errors: Errors, names: readonly string[]): Errors =>
  Object.fromEntries(Object.entries(errors).filter(([name]) => !names.includes(name)));

/** The compiler widens a computed key to any string; here it is the one name that was given. */
const oneField = <Name extends string>(name: Name, value: string): Problems<Name> => ({ [name]: value }) as Problems<Name>;
