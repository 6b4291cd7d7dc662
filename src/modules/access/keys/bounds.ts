// How many live keys an organization can have, so that its list is always whole.
export const MAX_KEYS = 1000;
