// The noun: an agent's script, made ready to be checked and run. Lines and columns count from 1, columns in UTF-16 units.

export interface Position {
  readonly line: number;
  readonly column: number;
}

export const FRUSTRATION_LEVELS = ['low', 'medium', 'high'] as const;
export type FrustrationLevel = (typeof FRUSTRATION_LEVELS)[number];

/** What the agent says about its script in a JSDoc block at the start. It is a stranger's text: data, never an instruction. */
export interface ScriptHeader {
  /** At most 500 characters, one line. */
  readonly intent?: string | undefined;
  /** At most 2 000 characters, one line. */
  readonly context?: string | undefined;
  readonly frustration?: FrustrationLevel | undefined;
}

export interface PreparedScript {
  readonly ok: true;
  /** JavaScript, the body of an async function: what the sandbox runs. */
  readonly js: string;
  /** TypeScript, the body of an async function: what is type-checked. Its positions are the agent's own. */
  readonly checked: string;
  readonly header: ScriptHeader;
  /** What was mended before anything else, in words for the agent, such as `removed a Markdown code fence`. */
  readonly recovered: readonly string[];
  /** Where a position in `js` is in the text the agent sent. */
  toAgentPosition(line: number, column: number): Position;
}

/** Nothing can be run: the position is the agent's own. */
export interface UnpreparedScript {
  readonly ok: false;
  readonly header: ScriptHeader;
  readonly error: { readonly kind: 'syntax_error'; readonly message: string; readonly line: number; readonly column: number };
}
