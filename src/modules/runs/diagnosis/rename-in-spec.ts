// Puts new names of tools and arguments into a prompt, a check and a policy. Pure.
import type { Check, ToolPolicy } from '#modules/workflows';
import { isRecord } from '../tester/block-text.ts';

export interface Renames {
  /** New name by old name. */
  readonly tools: ReadonlyMap<string, string>;
  /** By the tool's name of then. */
  readonly arguments: ReadonlyMap<string, { readonly from: string; readonly to: string }>;
}

const STEP = /^(\s*\d{1,4}\.\s+call\s+)(\S+)(?:(\s+with\s+)(\{.*\})\s*)?$/;

/** A step script, line by line: what is no such step stays as it is. */
export function renameInScript(script: string, renames: Renames): string {
  return script
    .split('\n')
    .map((line) => {
      const [, head, tool, link = '', json] = STEP.exec(line) ?? [];
      if (head === undefined || tool === undefined) return line;
      const argument = renames.arguments.get(tool);
      const text = json === undefined || !argument ? (json ?? '') : (renameKey(json, argument) ?? json);
      return `${head}${renames.tools.get(tool) ?? tool}${link}${text}`;
    })
    .join('\n');
}

/** Undefined when it is no JSON object with such a key, or has the new one already. */
function renameKey(json: string, { from, to }: { readonly from: string; readonly to: string }): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) && Object.hasOwn(value, from) && !Object.hasOwn(value, to)
      ? JSON.stringify(withKey(value, from, to))
      : undefined;
  } catch {
    // A script that was never valid is not made valid by another name.
    return undefined;
  }
}

const withKey = (value: Readonly<Record<string, unknown>>, from: string, to: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key === from ? to : key, item]));

/** A name that could be a word of the language is left alone: only a person can tell what it means there. */
export function renameInProse(text: string, tools: Renames['tools']): string {
  let renamed = text;
  for (const [from, to] of tools) if (/[_\-.\d]|[a-z][A-Z]/.test(from)) renamed = replaceName(renamed, from, to);
  return renamed;
}

const isNameCharacter = (character: string | undefined): boolean => character !== undefined && /[\w-]/.test(character);

function replaceName(text: string, from: string, to: string): string {
  const parts = text.split(from);
  return parts.slice(1).reduce((done, part, index) => {
    const isWhole = !isNameCharacter(parts[index]?.at(-1)) && !isNameCharacter(part[0]);
    return `${done}${isWhole ? to : from}${part}`;
  }, parts[0] ?? '');
}

export function renameInCheck(check: Check, { tools, arguments: args }: Renames): Check {
  if (check.kind === 'tool_order') return { ...check, tools: check.tools.map((tool) => tools.get(tool) ?? tool) };
  if (!('tool' in check) || check.tool === undefined) return check;
  const tool = tools.get(check.tool) ?? check.tool;
  const argument = args.get(check.tool);
  if (check.kind !== 'tool_called' || check.argsMatch === undefined || !argument) return { ...check, tool };
  return { ...check, tool, argsMatch: withKey(check.argsMatch, argument.from, argument.to) };
}

/** Literal names only: a glob may have been meant for the new name too. */
export function renameInPolicy(policy: ToolPolicy, { tools }: Renames): ToolPolicy {
  const renamed = (names: readonly string[]) => names.map((name) => tools.get(name) ?? name);
  return {
    ...policy,
    ...(policy.allowed_tools ? { allowed_tools: renamed(policy.allowed_tools) } : {}),
    ...(policy.denied_tools ? { denied_tools: renamed(policy.denied_tools) } : {}),
  };
}
