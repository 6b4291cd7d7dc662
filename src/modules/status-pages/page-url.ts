// Where a status page is.
import type { Ctx } from '#platform/ctx';

export const urlOfPage = ({ deps }: Pick<Ctx, 'deps'>, slug: string): string => `${deps.settings.publicUrl}/status/${slug}`;
