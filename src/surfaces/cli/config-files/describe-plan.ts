// A plan, as a person reads it. Pure.
import { plainLine } from '../plain-line.ts';
import { lineDiff } from './line-diff.ts';

export interface FieldDiff {
  readonly path: string;
  readonly op: 'add' | 'remove' | 'replace' | 'move';
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface Change {
  readonly kind: string;
  readonly key: string;
  readonly name: string;
  readonly op: 'create' | 'update' | 'adopt' | 'delete' | 'none';
  readonly id: string | null;
  readonly diff: readonly FieldDiff[];
  readonly warnings: readonly string[];
}

const SIGNS: Readonly<Record<Change['op'], string>> = { create: '+', update: '~', adopt: '=', delete: '-', none: ' ' };
/** What is said of many objects, and once is enough. */
const ABOUT_SECRETS = / is a secret: /;

export function describePlan(changes: readonly Change[]): readonly string[] {
  const shown = changes.filter(({ op, warnings }) => op !== 'none' || warnings.some((warning) => !ABOUT_SECRETS.test(warning)));
  const secrets = new Set(
    changes.flatMap(({ warnings }) => warnings.filter((text) => ABOUT_SECRETS.test(text)).map((text) => text.split(' ')[0])),
  );
  return [
    ...shown.flatMap((change) => [...describeChange(change), '']),
    sumOf(changes),
    ...(secrets.size === 0
      ? []
      : [plainLine(`Not compared, because only applying opens secrets: ${[...secrets].toSorted(inOrder).join(', ')}.`)]),
  ];
}

const inOrder = (a = '', b = ''): number => (a < b ? -1 : 1);

function describeChange({ kind, key, name, op, diff, warnings }: Change): string[] {
  return [
    plainLine(`${SIGNS[op]} ${op === 'none' ? 'keep' : op} ${kind} ${key} (${name})`),
    ...diff.flatMap((one) => describeField(one).map((line) => `    ${line}`)),
    ...warnings.filter((warning) => !ABOUT_SECRETS.test(warning)).map((warning) => plainLine(`    ! ${warning}`)),
  ];
}

function describeField({ path, op, before, after }: FieldDiff): string[] {
  const at = plainLine(path);
  if (isText(before) && isText(after)) return [`~ ${at}:`, ...lineDiff(before, after).map((line) => `    ${plainLine(line)}`)];
  if (op === 'add')
    return isText(after) ? [`+ ${at}:`, ...after.split('\n').map((line) => `    ${plainLine(line)}`)] : [`+ ${at}: ${valueText(after)}`];
  if (op === 'remove') return [`- ${at}: ${valueText(before)}`];
  return [`~ ${at}: ${valueText(before)} → ${valueText(after)}`];
}

/** Of several lines. */
const isText = (value: unknown): value is string => typeof value === 'string' && value.includes('\n');

const MAX_SHOWN = 200;

function valueText(value: unknown): string {
  const text = plainLine(JSON.stringify(value) ?? 'nothing');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const OPS = [
  ['create', 'to create'],
  ['update', 'to update'],
  ['adopt', 'to adopt'],
  ['delete', 'to delete'],
] as const;

function sumOf(changes: readonly Change[]): string {
  const count = (op: Change['op']) => changes.filter((change) => change.op === op).length;
  const parts = OPS.flatMap(([op, words]) => (count(op) === 0 ? [] : [`${count(op)} ${words}`]));
  return parts.length === 0 ? `No changes: ${count('none')} as the files say.` : `${parts.join(', ')}, ${count('none')} unchanged.`;
}
