// One word of a POSIX shell, whatever it holds.

export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
