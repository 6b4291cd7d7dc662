// The noun: a text of a catalog that tries to steer the model that reads it (spec 11 §4).
import type { EntryKind } from '../server.ts';

export type PoisonRule =
  | 'hidden_instruction'
  | 'hidden_markup'
  | 'invisible_text'
  | 'homoglyph_name'
  | 'tool_shadowing'
  | 'secret_request'
  | 'exfiltration_url'
  | 'encoded_blob'
  /** More text than is looked through. */
  | 'not_scanned';

/** `error` is what alerts; `warning` is worth a look beside a change. */
export type PoisonSeverity = 'info' | 'warning' | 'error';

export interface PoisonFinding {
  readonly rule: PoisonRule;
  readonly severity: PoisonSeverity;
  /** The entry, and the place in it, such as `inputSchema.properties.note.description`. */
  readonly where: { readonly kind: EntryKind; readonly name: string; readonly path: string };
  /** At most 200 characters around the find; what cannot be seen is written as `\u{…}`. */
  readonly excerpt: string;
}

/** As stored with a snapshot. `isNew`: neither the text nor the find was in the snapshot before. */
export interface StoredPoison extends PoisonFinding {
  readonly isNew: boolean;
}

/** A find in one text, before it is known where that stands. */
export interface TextFind {
  readonly rule: PoisonRule;
  readonly severity: PoisonSeverity;
  /** Offset in the text. */
  readonly at: number;
}
