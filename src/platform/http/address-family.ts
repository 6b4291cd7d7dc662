// Whether a host is written as an address, and of which family.
import { isIP } from 'node:net';

/** 4 or 6; 0 for a name. Brackets around an IPv6 address are allowed. */
export const addressFamily = (host: string): number => isIP(host.replace(/^\[(.*)\]$/, '$1'));
