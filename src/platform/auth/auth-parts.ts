// What the calls into the sign-in library share.
import type { Db } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Engine } from './engine.ts';
import type { PasswordCost } from './password-hash.ts';

export interface AuthParts {
  readonly db: Db;
  readonly publicUrl: string;
  readonly log: Log;
  readonly passwordCost: PasswordCost;
  engine(): Promise<Engine>;
  sign(purpose: string, text: string): Promise<string>;
}
