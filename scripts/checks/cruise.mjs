// Runs dependency-cruiser with our rules over a tree, in this process.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise as cruiseFiles } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import rules from '../../dependency-rules.mjs';

/**
 * @param {string} root a folder with package.json, tsconfig.json, node_modules and src
 * @param {string[]} entries files or folders under it
 * @returns {Promise<{ violations: { rule: string, from: string, to: string, via: string[] }[], seen: string[] }>}
 */
export async function cruise(root, entries) {
  const { enhancedResolveOptions, tsConfig, ...options } = rules.options;
  process.chdir(root);
  const { output } = await cruiseFiles(
    entries,
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden: rules.forbidden }, tsConfig },
    enhancedResolveOptions,
    { tsConfig: extractTsConfig(join(root, tsConfig.fileName)) },
  );
  return {
    violations: output.summary.violations.map(({ rule, from, to, cycle = [] }) => ({
      rule: rule.name,
      from,
      to,
      via: cycle.map(({ name }) => name),
    })),
    seen: output.modules.map(({ source }) => source),
  };
}

/** Every source file below `root`/`folder`, as the cruiser names it. */
export const sourcesIn = (root, folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => `${entry.parentPath.slice(root.length).replace(/^\//, '')}/${entry.name}`);
