// What the strict compiler says of a generated SDK, in a project of its own: its types are global, beside the language's.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TSC = join(import.meta.dirname, '../node_modules/typescript7/bin/tsc');
const CONFIG = { compilerOptions: { strict: true, noEmit: true, lib: ['esnext'], types: [], skipLibCheck: false }, files: ['sdk.d.ts'] };

/** One line each. */
export function sdkTypeErrors(types: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'armature-types-'));
  try {
    writeFileSync(join(folder, 'sdk.d.ts'), types);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
    const { stdout, status } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line.includes('error TS'));
    return lines.length === 0 && status !== 0 ? [`the compiler ended with ${status}`] : lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
