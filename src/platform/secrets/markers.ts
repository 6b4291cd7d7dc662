// What stands in the place of something removed (spec 09 §6, §7).
export const BINARY_REMOVED = '[binary removed]';
export const BASE64_REMOVED = '[base64 removed]';
export const REDACTION_FAILED = '[redaction failed]';

export const redactedBy = (rule: string): string => `[redacted:${rule}]`;

/** Matches one marker; keep in step with the constants above. `[secret]` stands in audit rows. */
export const MARKER_SOURCE = '\\[(?:redacted:[a-z_]{1,40}|binary removed|base64 removed|redaction failed|secret)\\]';

const MARKER = new RegExp(`^${MARKER_SOURCE}$`);
export const isMarker = (text: string): boolean => text.length <= 60 && MARKER.test(text);
