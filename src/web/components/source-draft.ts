// A new source as it is filled in, and what is wrong with it before it is sent.
import type { NewSource, SourceMode } from '../api/sources.ts';
import { isSlug, slugOf } from '../text/slug-of.ts';
import type { Errors } from './form-errors.ts';

export interface SourceDraft {
  readonly name: string;
  /** Undefined: it follows the name. */
  readonly slug: string | undefined;
  readonly mode: SourceMode;
  readonly baseUrl: string;
}

export const EMPTY_SOURCE: SourceDraft = { name: '', slug: undefined, mode: 'tools', baseUrl: '' };

export const slugOfDraft = ({ name, slug }: SourceDraft): string => slug ?? slugOf(name);

export function sourceFaults(draft: SourceDraft): Errors {
  const { name, mode, baseUrl } = draft;
  return {
    ...(name.trim() === '' ? { name: 'must not be empty' } : {}),
    ...(isSlug(slugOfDraft(draft)) ? {} : { slug: 'must be 2-80 characters: lower-case letters, digits, - and _' }),
    ...(mode === 'tools' && baseUrl.trim() === '' ? { baseUrl: 'must not be empty: every call goes below it' } : {}),
  };
}

export function newSourceOf(draft: SourceDraft): NewSource {
  const { name, mode, baseUrl } = draft;
  return { name: name.trim(), slug: slugOfDraft(draft), mode, ...(baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }) };
}
