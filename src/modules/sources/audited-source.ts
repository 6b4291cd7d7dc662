// A source as the audit log shows it. Nothing in it is secret: of callers' credentials only the place is known.
import type { SourceRecord } from './source.ts';

export const auditedSource = ({ name, slug, mode, baseUrl, connection, rateLimitPerMinute, keepsScripts }: SourceRecord): object => ({
  name,
  slug,
  mode,
  baseUrl,
  connection,
  rateLimitPerMinute,
  keepsScripts,
});
