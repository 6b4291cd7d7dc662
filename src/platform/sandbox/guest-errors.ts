// How the engines say that a limit of theirs was met.

/** A script that throws an error of these words itself is told the same. */
export const isOutOfMemoryError = (name: string, message: string): boolean => name === 'InternalError' && message.includes('out of memory');
