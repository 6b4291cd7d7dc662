// The noun: one organization (workspace), the owner of all objects (spec 09 §2).
import { z } from 'zod';
import type { OrgRef } from '#kernel/context';
import { textField } from '#kernel/text-field';
import { RESERVED_SLUGS } from './reserved-slugs.ts';

export interface Organization extends OrgRef {
  readonly defaultTesterModelId: string | null;
  readonly defaultJudgeModelId: string | null;
  /** Own retention of run data in days; null follows the instance. Null also for those who may not see settings (below admin). */
  readonly retentionDays: number | null;
  /** Changes of catalogs that break nothing and look harmless need no person to accept them. */
  readonly autoAcceptChanges: boolean;
  readonly createdAt: string;
}

const SLUG_PATTERN = /^[a-z0-9][a-z0-9-]{1,38}$/;

export const slugField = z
  .string()
  .trim()
  .regex(SLUG_PATTERN, 'must be 2-39 characters: lower-case letters, digits and "-", beginning with a letter or digit')
  .refine((slug) => !RESERVED_SLUGS.has(slug), 'is reserved');

export const organizationName = textField(80);

/** "Acme Engineering & Co" → `acme-engineering-co`; undefined when nothing usable is left, or only a reserved word. */
export function slugOf(name: string): string | undefined {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 39)
    .replace(/-+$/, '');
  return SLUG_PATTERN.test(slug) && !RESERVED_SLUGS.has(slug) ? slug : undefined;
}
