// How many members an organization can have, so that its list is always whole.
export const MAX_MEMBERS = 1000;
