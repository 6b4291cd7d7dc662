// The steps of an import: a text is read, its servers are chosen and completed, and added one after the other.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addImported, readConfig } from '../api/client-configs.ts';
import type { ImportedConfig } from '../api/client-configs.ts';
import { ApiError } from '../api/error.ts';
import { serversQuery } from '../api/servers.ts';
import { saveFailure } from './form-errors.ts';
import { requestOf, rowFaults, rowOf } from './import-draft.ts';
import type { ImportOutcome, ImportRow } from './import-draft.ts';

export interface ServerImport {
  readonly found: ImportedConfig | undefined;
  readonly rows: readonly ImportRow[];
  readonly isReading: boolean;
  /** Of the text as a whole. */
  readonly textError: string | undefined;
  readonly isAdding: boolean;
  /** Once asked for, what is missing is shown. */
  readonly isChecked: boolean;
  onRead(text: string, fileName: string | undefined): void;
  onBack(): void;
  onChange(index: number, change: Partial<Pick<ImportRow, 'isChosen' | 'name' | 'values'>>): void;
  /** True when something is missing. */
  onAdd(): Promise<boolean>;
  /** One alone, as it is, though its server did not answer. */
  onAddUnprobed(index: number): Promise<void>;
}

export function useImport(org: string): ServerImport {
  const queries = useQueryClient();
  const [rows, setRows] = useState<readonly ImportRow[]>([]);
  const [isAdding, setAdding] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const reading = useMutation({
    mutationFn: (file: { text: string; fileName?: string }) => readConfig(org, file),
    onSuccess: ({ entries }) => {
      setRows(entries.filter(({ request }) => request !== null).map(rowOf));
      setChecked(false);
    },
  });
  const change = (index: number, fields: Partial<ImportRow>): void =>
    setRows((before) => before.map((row, at) => (at === index ? { ...row, ...fields } : row)));
  const add = async (index: number, row: ImportRow, skipProbe: boolean): Promise<void> => {
    const request = requestOf(row);
    if (request === undefined) return;
    change(index, { outcome: { stage: 'adding' } });
    const outcome = await addImported(org, request, skipProbe).then(
      (server): ImportOutcome => ({ stage: 'added', server }),
      (error: unknown) => refusalOf(error),
    );
    change(index, { outcome });
  };
  const addAll = async (work: readonly { index: number; row: ImportRow }[], skipProbe: boolean): Promise<void> => {
    setAdding(true);
    // one after the other: each is probed, and the instance has other work
    for (const { index, row } of work) await add(index, row, skipProbe);
    setAdding(false);
    await queries.invalidateQueries({ queryKey: serversQuery(org).queryKey });
  };
  return {
    found: reading.data,
    rows,
    isReading: reading.isPending,
    textError: reading.error === null ? undefined : messageOfText(reading.error),
    isAdding,
    isChecked,
    onRead: (text, fileName) => reading.mutate({ text, ...(fileName === undefined ? {} : { fileName }) }),
    onBack: () => reading.reset(),
    onChange: change,
    onAdd: async () => {
      setChecked(true);
      const work = rows.flatMap((row, index) => (isDue(row) ? [{ row, index }] : []));
      const whole = work.filter(({ row }) => Object.keys(rowFaults(row)).length === 0);
      await addAll(whole, false);
      return whole.length < work.length;
    },
    onAddUnprobed: async (index) => {
      const row = rows[index];
      if (row !== undefined) await addAll([{ index, row }], true);
    },
  };
}

export const isDue = ({ isChosen, outcome }: ImportRow): boolean => isChosen && outcome?.stage !== 'added';

function refusalOf(error: unknown): ImportOutcome {
  const { errors, message, probe } = saveFailure(error);
  const [first] = Object.entries(errors);
  const said = message ?? probe?.error?.message ?? (first === undefined ? 'It was not added.' : `${first[0]}: ${first[1]}`);
  return { stage: 'refused', message: said, errors, isProbe: error instanceof ApiError && error.code === 'probe_failed' };
}

function messageOfText(error: Error): string {
  const fault = error instanceof ApiError ? error.fieldErrors.find(({ field }) => field === 'text') : undefined;
  return fault?.message ?? error.message;
}
