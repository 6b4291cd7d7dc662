// A set written as one line of words.
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(' '));
