// Puts values in the place of the inputs of an imported server: `${NAME}` in the request becomes what was given. Pure.

export interface ImportInput {
  readonly name: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly default: string | null;
  readonly choices: readonly string[];
}

export interface ImportRequest {
  readonly name: string;
  readonly baseUrl?: string;
  readonly connectionConfig?: {
    readonly extraHeaders?: Readonly<Record<string, string>>;
    readonly command?: string;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  readonly authProfile?: { readonly kind: string; readonly value?: string };
}

export type Values = ReadonlyMap<string, string>;

/** What keeps the request from being sent, in words; empty when nothing does. */
export function inputFaults(inputs: readonly ImportInput[], given: Values): string[] {
  return inputs.flatMap(({ name, isRequired, default: fallback, choices }) => {
    const value = given.get(name) ?? fallback;
    if (value === null) return isRequired ? [`needs ${name}`] : [];
    return choices.length > 0 && !choices.includes(value) ? [`${name} must be one of ${choices.join(', ')}`] : [];
  });
}

/** An optional input without a value takes the header or variable that needs it along. */
export function fillRequest(request: ImportRequest, inputs: readonly ImportInput[], given: Values): ImportRequest {
  const values = new Map(inputs.map(({ name, default: fallback }) => [name, given.get(name) ?? fallback ?? undefined]));
  const fill = (text: string): string | undefined => filled(text, values);
  const { baseUrl, connectionConfig, authProfile, ...rest } = request;
  return {
    ...rest,
    ...(baseUrl === undefined ? {} : { baseUrl: fill(baseUrl) ?? '' }),
    ...(connectionConfig === undefined ? {} : { connectionConfig: filledConfig(connectionConfig, fill) }),
    ...profileOf(authProfile, fill),
  };
}

type Fill = (text: string) => string | undefined;

/** Undefined when an input in it has no value. */
function filled(text: string, values: ReadonlyMap<string, string | undefined>): string | undefined {
  let isWhole = true;
  const result = text.replaceAll(/\$\{([\w.-]{1,64})\}/g, (whole, name: string) => {
    if (!values.has(name)) return whole;
    const value = values.get(name);
    if (value === undefined) isWhole = false;
    return value ?? '';
  });
  return isWhole ? result : undefined;
}

function filledConfig(config: NonNullable<ImportRequest['connectionConfig']>, fill: Fill): NonNullable<ImportRequest['connectionConfig']> {
  const { extraHeaders, command, args, env } = config;
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

function profileOf(profile: ImportRequest['authProfile'], fill: Fill): Pick<ImportRequest, 'authProfile'> {
  if (profile === undefined) return {};
  if (profile.value === undefined) return { authProfile: profile };
  const value = fill(profile.value);
  return value === undefined ? {} : { authProfile: { ...profile, value } };
}
