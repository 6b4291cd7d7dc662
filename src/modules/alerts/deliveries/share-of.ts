// Whose share of the senders a try takes: receivers that hang hold up their own messages, and never those of another organization. Pure.

export interface Destined {
  readonly orgId: string;
  readonly destinationId: string;
}

/** Shares of one organization: its destinations spread over them, so that a dead one rarely holds up the others. */
const SHARES = 4;

export function shareOf({ orgId, destinationId }: Destined): string {
  const sum = [...destinationId].reduce((total, char) => total + (char.codePointAt(0) ?? 0), 0);
  return `${orgId} ${sum % SHARES}`;
}
