// What a hosted server may be started with, field by field (spec 01 §2). Pure.
import { z } from 'zod';
import { secretRuleOf } from '#platform/secrets/secret-shapes';

const MAX_COMMAND = 4096;
const MAX_ARGS = 64;
const MAX_ENV = 64;
const MAX_NAME = 128;
const MAX_VALUE = 8192;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Set by us. */
const OURS = new Set(['PATH', 'HOME']);
/** These would act on the small programs that set the limits as well, before the limits hold. */
const LOADER = /^(LD_|DYLD_|GLIBC_TUNABLES$)/;

/** How a hosted server is started, without its environment. */
export interface HostedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Null: a temporary folder of its own. */
  readonly cwd: string | null;
}

/** What is wrong with the name of a variable, or undefined. */
function faultOfEnvName(name: string): string | undefined {
  if (!ENV_NAME.test(name)) return 'is not a variable name: letters, digits and "_", not beginning with a digit';
  if (name.length > MAX_NAME) return `must have at most ${MAX_NAME} characters`;
  if (OURS.has(name) || name.startsWith('ARMATURE_')) return 'is reserved; Armature sets this variable itself';
  return LOADER.test(name) ? 'is refused; it changes how every program is loaded' : undefined;
}

/** Commands and arguments are shown to every member and in the process list. */
const shownText = (what: string) =>
  z
    .string('must be a string')
    .max(MAX_COMMAND, `must have at most ${MAX_COMMAND} characters`)
    .refine((text) => !text.includes('\0'), 'must not contain a NUL character')
    .refine(
      (text) => secretRuleOf(text) === undefined,
      `looks like a secret; put it into connectionConfig.env: ${what} is shown to every member`,
    );

/** The fields of `connectionConfig` that only a hosted server has. */
export const hostedFields = {
  command: shownText('the command')
    .refine((text) => text.trim() !== '', 'must not be empty')
    .optional(),
  args: z.array(shownText('an argument')).max(MAX_ARGS, `must have at most ${MAX_ARGS} entries`).optional(),
  cwd: shownText('the folder')
    .refine((path) => path.startsWith('/'), 'must be an absolute path')
    .nullable()
    .optional(),
  /** Name to value. In an update it replaces the whole set, and an empty value keeps the stored one of that name. */
  env: z
    .record(
      z.string().superRefine((name, check) => {
        const fault = faultOfEnvName(name);
        if (fault !== undefined) check.addIssue({ code: 'custom', message: fault });
      }),
      z
        .string('must be a string')
        .max(MAX_VALUE, `must have at most ${MAX_VALUE} characters`)
        .refine((value) => !value.includes('\0'), 'must not contain a NUL character'),
      {
        error: (issue) =>
          issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? 'is not a variable name') : 'must be a JSON object of strings',
      },
    )
    .refine((env) => Object.keys(env).length <= MAX_ENV, `must have at most ${MAX_ENV} variables`)
    .optional(),
};
