// Files of an upload: the document and the overlay go as they are, the manifest as the object it says.
import { readFile, stat } from 'node:fs/promises';
import { parseYaml } from '#platform/file-formats/yaml';
import { CliError, EXIT } from './exit-codes.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** Ends with usage where it cannot be read. */
export async function readText(flag: string, path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new CliError(EXIT.usage, `${flag}: ${path} is larger than 64 MiB.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(EXIT.usage, `${flag}: cannot read ${path}: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

/** JSON or YAML; JSON is YAML. */
export async function readManifest(path: string): Promise<unknown> {
  const parsed = parseYaml(await readText('--manifest', path));
  if (parsed.ok) return parsed.value ?? {};
  const { line, column, message } = parsed.error;
  throw new CliError(EXIT.usage, `--manifest: ${path}:${line}:${column}: ${message}`);
}
