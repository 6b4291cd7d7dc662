// The five fields of a cron text: parsed by us, so that a wrong one is named exactly (spec 02 §4). Pure.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

export interface CronField {
  /** As written, upper case. */
  readonly text: string;
  /** All values it allows, ascending; weekday 7 is given as 0. */
  readonly values: readonly number[];
  /** `*` or `*` with a step. */
  readonly isWildcard: boolean;
}

export interface CronFields {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly day: CronField;
  readonly month: CronField;
  readonly weekday: CronField;
}

interface FieldRule {
  readonly position: number;
  readonly name: keyof CronFields;
  readonly min: number;
  readonly max: number;
  /** Names by value from `min` upwards. */
  readonly names: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const RULES: readonly FieldRule[] = [
  { position: 1, name: 'minute', min: 0, max: 59, names: [] },
  { position: 2, name: 'hour', min: 0, max: 23, names: [] },
  { position: 3, name: 'day', min: 1, max: 31, names: [] },
  { position: 4, name: 'month', min: 1, max: 12, names: MONTHS },
  { position: 5, name: 'weekday', min: 0, max: 7, names: WEEKDAYS },
];
const MAX_LENGTH = 200;

/** The error reads like `field 2 (hour) 25 is not within 0-23`. */
export function parseCronFields(cron: string): Outcome<CronFields, string> {
  if (cron.length > MAX_LENGTH) return failed(`is longer than ${MAX_LENGTH} characters`);
  const texts = cron
    .trim()
    .toUpperCase()
    .split(/\s+/)
    .filter((text) => text !== '');
  if (texts[0]?.startsWith('@'))
    return failed(`${texts[0].toLowerCase()} is not accepted; write five fields: minute hour day month weekday`);
  if (texts.length !== RULES.length) return failed(`must have five fields (minute hour day month weekday), not ${texts.length}`);
  const fields: CronField[] = [];
  for (const [index, rule] of RULES.entries()) {
    const field = parseField(texts[index] ?? '', rule);
    if (!field.ok) return field;
    fields.push(field.value);
  }
  return ok(byName(fields));
}

/** `fields` are five, in the order of RULES. */
function byName(fields: readonly CronField[]): CronFields {
  const at = (name: keyof CronFields): CronField => fields[RULES.findIndex((rule) => rule.name === name)] ?? EVERY;
  return { minute: at('minute'), hour: at('hour'), day: at('day'), month: at('month'), weekday: at('weekday') };
}

const EVERY: CronField = { text: '*', values: [], isWildcard: true };

function parseField(text: string, rule: FieldRule): Outcome<CronField, string> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const parsed = parsePart(part, rule);
    if (!parsed.ok) return failed(`field ${rule.position} (${rule.name}) ${parsed.error}`);
    for (const value of parsed.value) values.add(rule.name === 'weekday' ? value % 7 : value);
  }
  return ok({ text, values: [...values].toSorted((a, b) => a - b), isWildcard: text.startsWith('*') });
}

/** One entry of a list: `*`, `5`, `1-5`, `MON-FRI`, each of the first and the ranges with `/step`. */
function parsePart(part: string, rule: FieldRule): Outcome<number[], string> {
  if (part === '') return failed('has an empty entry');
  const [range = '', stepText, ...more] = part.split('/');
  if (more.length > 0 || stepText === '') return failed(`${part} is not understood`);
  const ends = parseRange(range, rule);
  if (!ends.ok) return ends;
  if (stepText !== undefined && range !== '*' && !range.includes('-')) return failed(`${part} has a step without * or a range`);
  const step = parseStep(stepText, rule);
  return step.ok ? ok(steps(ends.value[0], ends.value[1], step.value)) : step;
}

function parseStep(text: string | undefined, rule: FieldRule): Outcome<number, string> {
  if (text === undefined) return ok(1);
  const step = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  const largest = rule.name === 'weekday' ? 6 : rule.max;
  return step >= 1 && step <= largest ? ok(step) : failed(`step ${text} is not within 1-${largest}`);
}

function parseRange(range: string, rule: FieldRule): Outcome<readonly [number, number], string> {
  // Weekday 7 is Sunday again; a wildcard must not count it twice.
  if (range === '*') return ok([rule.min, rule.name === 'weekday' ? 6 : rule.max]);
  const [fromText = '', toText, ...more] = range.split('-');
  if (more.length > 0) return failed(`${range} is not understood`);
  const from = parseValue(fromText, rule);
  if (!from.ok) return from;
  if (toText === undefined) return ok([from.value, from.value]);
  const to = parseValue(toText, rule);
  if (!to.ok) return to;
  const last = rule.name === 'weekday' && to.value === 0 && from.value > 0 ? 7 : to.value;
  return last < from.value ? failed(`${range} runs backwards`) : ok([from.value, last]);
}

function parseValue(text: string, rule: FieldRule): Outcome<number, string> {
  const named = rule.names.indexOf(text);
  if (named >= 0) return ok(rule.min + named);
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return value >= rule.min && value <= rule.max
    ? ok(value)
    : failed(`${text === '' ? 'an empty value' : text} is not within ${rule.min}-${rule.max}`);
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
