// Rules of `tool_blocked` that are not the policy's: what the tester itself did wrong.

export const UNKNOWN_TOOL = 'unknown_tool';
export const MALFORMED_ARGUMENTS = 'malformed_arguments';

export const isOwnMistake = (rule: string): boolean => rule === UNKNOWN_TOOL || rule === MALFORMED_ARGUMENTS;
