// The job engine opens its own pool; it gets the same view of an address as ours.
/** PGSSLMODE of the surroundings must not break a connection over a socket, which never leaves the machine. */
export function connectionOf(connectionString: string): { connectionString: string; ssl?: false } {
  const overSocket = /[?&]host=(%2F|\/)/i.test(connectionString);
  return overSocket ? { connectionString, ssl: false } : { connectionString };
}
