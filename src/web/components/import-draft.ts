// One found server on its way: chosen or not, its name, what is typed for its inputs, and how adding it went. Pure.
import type { ImportEntry, ImportInput, ImportRequest } from '../api/client-configs.ts';
import type { Server } from '../api/servers.ts';
import type { Errors } from './form-errors.ts';

export type ImportOutcome =
  | { readonly stage: 'adding' }
  | { readonly stage: 'added'; readonly server: Server }
  | { readonly stage: 'refused'; readonly message: string; readonly errors: Errors; readonly isProbe: boolean };

export interface ImportRow {
  readonly entry: ImportEntry;
  readonly isChosen: boolean;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly outcome: ImportOutcome | undefined;
}

/** What is here already is not chosen by itself. */
export const rowOf = (entry: ImportEntry): ImportRow => ({
  entry,
  isChosen: entry.existing === null,
  name: entry.name,
  values: Object.fromEntries(entry.inputs.map((input) => [input.name, input.default ?? ''])),
  outcome: undefined,
});

/** By the name of the input, and `name` for the server's own. */
export function rowFaults({ entry, name, values }: ImportRow): Errors {
  return Object.fromEntries([
    ...(name.trim() === '' ? [['name', 'must not be empty'] as const] : []),
    ...entry.inputs
      .filter((input) => input.isRequired && (values[input.name] ?? '').trim() === '')
      .map((input) => [inputField(input), 'is required'] as const),
  ]);
}

export const inputField = ({ name }: ImportInput): string => `input:${name}`;

/** What stands in the place of `${NAME}`; an optional input left empty takes along what needs it. */
export function requestOf({ entry, name, values }: ImportRow): ImportRequest | undefined {
  if (entry.request === null) return undefined;
  const { baseUrl, connectionConfig, authProfile, ...rest } = entry.request;
  const given = new Map(entry.inputs.map((input) => [input.name, values[input.name]?.trim() ?? '']));
  const fill = (text: string): string | undefined => filled(text, given);
  const profile = authProfile?.value === undefined ? authProfile : withValue(authProfile, fill(authProfile.value));
  return {
    ...rest,
    name: name.trim(),
    ...(baseUrl === undefined ? {} : { baseUrl: fill(baseUrl) ?? '' }),
    ...(connectionConfig === undefined ? {} : { connectionConfig: filledConfig(connectionConfig, fill) }),
    ...(profile === undefined ? {} : { authProfile: profile }),
  };
}

type Fill = (text: string) => string | undefined;
type Config = NonNullable<ImportRequest['connectionConfig']>;
type Profile = NonNullable<ImportRequest['authProfile']>;

function filled(text: string, given: ReadonlyMap<string, string>): string | undefined {
  let isWhole = true;
  const result = text.replaceAll(/\$\{([\w.-]{1,64})\}/g, (whole, name: string) => {
    const value = given.get(name);
    if (value === '') isWhole = false;
    return value ?? whole;
  });
  return isWhole ? result : undefined;
}

const withValue = (profile: Profile, value: string | undefined): Profile | undefined =>
  value === undefined ? undefined : { ...profile, value };

function filledConfig({ extraHeaders, command, args, env }: Config, fill: Fill): Config {
  return {
    ...(extraHeaders === undefined ? {} : { extraHeaders: filledRecord(extraHeaders, fill) }),
    ...(command === undefined ? {} : { command: fill(command) ?? '' }),
    ...(args === undefined ? {} : { args: args.map((arg) => fill(arg) ?? '') }),
    ...(env === undefined ? {} : { env: filledRecord(env, fill) }),
  };
}

const filledRecord = (record: Readonly<Record<string, string>>, fill: Fill): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, text]) => {
      const value = fill(text);
      return value === undefined ? [] : [[name, value]];
    }),
  );
