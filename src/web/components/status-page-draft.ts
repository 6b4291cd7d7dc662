// The status page as it is typed, and what is sent of it.
import type { StatusPage, StatusPageInput } from '../api/status-page.ts';
import type { Errors } from './form-errors.ts';

export interface StatusPageDraft {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly showsLatency: boolean;
  readonly monitors: readonly StatusPageMonitor[];
}

export interface StatusPageMonitor {
  readonly monitorId: string;
  /** What the world reads. */
  readonly label: string;
  /** What it is called here. */
  readonly monitorName: string;
}

export const MAX_MONITORS = 50;

export const statusPageDraft = ({ slug, title, description, isPublic, showsLatency, monitors }: StatusPage): StatusPageDraft => ({
  slug,
  title,
  description,
  isPublic,
  showsLatency,
  monitors,
});

export function statusPageInput(draft: StatusPageDraft): StatusPageInput {
  return {
    slug: draft.slug.trim(),
    title: draft.title.trim(),
    description: draft.description.trim(),
    isPublic: draft.isPublic,
    showsLatency: draft.showsLatency,
    monitors: draft.monitors.map(({ monitorId, label }) => ({ monitorId, label: label.trim() })),
  };
}

export function statusPageErrors(draft: StatusPageDraft): Errors {
  return {
    ...(/^[a-z0-9-]{2,80}$/.test(draft.slug.trim()) ? {} : { slug: 'must be 2-80 characters: lower-case letters, digits and "-"' }),
    ...(draft.title.trim() === '' ? { title: 'must not be empty' } : {}),
    ...Object.fromEntries(
      draft.monitors.flatMap(({ label }, index) => (label.trim() === '' ? [[`monitors[${index}].label`, 'must not be empty']] : [])),
    ),
  };
}

/** The list with one entry moved by one place; as it was where that leads out of it. */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): readonly T[] {
  const [entry, other] = [list[from], list[from + by]];
  if (entry === undefined || other === undefined) return list;
  return list.map((row, index) => (index === from ? other : index === from + by ? entry : row));
}
