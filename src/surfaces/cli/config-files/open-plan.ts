// Reads the files of a folder and asks the instance what applying them would change.
import type { ApiClient } from '../api-client.ts';
import { ApiProblem } from '../api-client.ts';
import type { FileFault } from './config-file.ts';
import { faultLine } from './config-file.ts';
import type { Change } from './describe-plan.ts';
import { joinFiles, locator } from './join-files.ts';
import type { JoinedFiles } from './join-files.ts';
import { readFolder } from './read-folder.ts';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface Plan {
  readonly planHash: string;
  readonly changes: readonly Change[];
  readonly fieldErrors: readonly FieldError[];
}

/** With what was asked for, or with what is wrong with the files. */
export type OpenedPlan =
  | { readonly ok: true; readonly joined: JoinedFiles; readonly plan: Plan }
  | { readonly ok: false; readonly faults: readonly NamedFault[] };

/** `place`: the file where it is known, else empty. */
export interface NamedFault extends Partial<FileFault> {
  readonly message: string;
}

export async function openPlan(api: ApiClient, folder: string, { prune }: { readonly prune: boolean }): Promise<OpenedPlan> {
  const { files, faults } = await readFolder(folder);
  if (faults.length > 0) return { ok: false, faults };
  const joined = joinFiles(files);
  const plan = await askPlan(api, joined, prune);
  if ('faults' in plan) return { ok: false, faults: plan.faults };
  return plan.fieldErrors.length > 0 ? { ok: false, faults: namedFaults(joined, plan.fieldErrors) } : { ok: true, joined, plan };
}

async function askPlan(api: ApiClient, joined: JoinedFiles, prune: boolean): Promise<Plan | { readonly faults: readonly NamedFault[] }> {
  try {
    return (await api.post('/config/plan', { document: joined.document, prune })) as Plan;
  } catch (error) {
    return { faults: faultsOfProblem(joined, error) };
  }
}

/** What the instance says of the document; throws everything else. */
export function faultsOfProblem(joined: JoinedFiles, error: unknown): readonly NamedFault[] {
  if (!(error instanceof ApiProblem) || error.code !== 'validation_failed') throw error;
  const { fieldErrors = [] } = (error.details ?? {}) as { fieldErrors?: readonly FieldError[] };
  if (fieldErrors.length === 0) throw error;
  return namedFaults(joined, fieldErrors);
}

function namedFaults(joined: JoinedFiles, errors: readonly FieldError[]): NamedFault[] {
  const locate = locator(joined);
  return errors.map(({ field, message }) => locate({ field, message }) ?? { message: `${field}: ${message}` });
}

export const faultText = ({ path, line = 1, column = 1, message }: NamedFault): string =>
  path === undefined ? message : faultLine({ path, line, column, message });
