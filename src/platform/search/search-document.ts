// The noun: what is searched. One document per operation, its words by where they stand.

export interface SearchDocument {
  /** What a match names. Unique. */
  readonly id: string;
  readonly words: {
    /** Names of it, as people type them: operation id and JavaScript name. */
    readonly id: string;
    /** Path template, such as `/pets/{petId}`. */
    readonly path: string;
    readonly summary: string;
    readonly description: string;
    /** Names of parameters and of the body's properties. */
    readonly parameters: readonly string[];
    /** Names of schemas that it takes or answers with. */
    readonly schemas: readonly string[];
    readonly aliases: readonly string[];
    /** `GET`, `DELETE` …: says what the operation does where its words do not. */
    readonly method?: string | undefined;
  };
}
