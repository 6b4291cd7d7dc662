// Members of JSON whose shape nobody promised.

export type Json = Readonly<Record<string, unknown>>;

/** Empty where it is no object. */
export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

export const entriesOf = (value: unknown): [string, unknown][] => Object.entries(objectOf(value));
