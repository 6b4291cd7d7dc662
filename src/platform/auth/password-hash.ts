// Hashes of passwords: scrypt with a salt of its own each, off the main thread, and only a few at a time.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '#kernel/errors';

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
/** Below the four threads of the pool, which also reads files and resolves names. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 100;

export interface PasswordCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and three passes. Written into each hash, so that it can be raised later. */
export const PASSWORD_COST: PasswordCost = { logN: 15, r: 8, p: 3 };

export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, { salt, cost });
  return ['scrypt', cost.logN, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Compares in constant time. False for what is no hash of ours. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [, logN, r, p, salt, expected] = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d)\$([\w-]{22})\$([\w-]{43})$/.exec(hash) ?? [];
  if (salt === undefined || expected === undefined) return false;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  return timingSafeEqual(await derive(password, { salt: Buffer.from(salt, 'base64url'), cost }), Buffer.from(expected, 'base64url'));
}

const waiting: (() => void)[] = [];
let running = 0;

async function derive(password: string, { salt, cost }: { salt: Buffer; cost: PasswordCost }): Promise<Buffer> {
  await turn();
  try {
    const options = { N: 2 ** cost.logN, r: cost.r, p: cost.p, maxmem: MAX_MEMORY_BYTES };
    return await new Promise<Buffer>((resolve, reject) => {
      // one way to write a character is as good as another
      scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** Resolves when it is this caller's turn; who comes when too many wait is sent away. */
async function turn(): Promise<void> {
  if (running < MAX_AT_ONCE) {
    running += 1;
    return;
  }
  if (waiting.length >= MAX_WAITING) throw new AppError('unavailable', 'Too many people sign in at this moment. Try again in a minute.');
  await new Promise<void>((resolve) => waiting.push(resolve));
}
