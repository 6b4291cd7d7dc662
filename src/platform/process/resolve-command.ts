// Finds the file a command names, as a shell would find it but without one.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

export type CommandFault = 'not_found' | 'not_executable' | 'is_folder';

/** `path` is a list of folders with ":". A command with a slash is a path, seen from `cwd`. */
export async function resolveCommand(
  command: string,
  { path, cwd }: { readonly path: string; readonly cwd: string },
): Promise<Outcome<string, CommandFault>> {
  if (command.includes('/')) return judge(resolve(cwd, command));
  let fault: CommandFault = 'not_found';
  for (const folder of path.split(':')) {
    if (!isAbsolute(folder)) continue;
    const judged = await judge(join(folder, command));
    if (judged.ok) return judged;
    if (judged.error === 'not_executable') fault = judged.error;
  }
  return failed(fault);
}

async function judge(file: string): Promise<Outcome<string, CommandFault>> {
  try {
    if (!(await stat(file)).isFile()) return failed('is_folder');
  } catch {
    return failed('not_found');
  }
  try {
    await access(file, constants.X_OK);
    return ok(file);
  } catch {
    return failed('not_executable');
  }
}
