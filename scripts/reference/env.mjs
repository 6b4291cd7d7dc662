// .env.example and the reference of settings, from the one schema in src/config/env.ts.
import { envSchema, metaOf } from '#config/env';

const GENERATED = 'Generated from src/config/env.ts by `npm run docs`.';

function variables() {
  return Object.entries(envSchema.shape).map(([name, schema]) => ({ name, ...metaOf(name), byDefault: defaultOf(schema) }));
}

/** As the operator would write it; undefined when there is none. */
function defaultOf(schema) {
  const { success, data } = schema.safeParse(undefined);
  if (!success || data === undefined) return undefined;
  return typeof data === 'boolean' ? String(Number(data)) : String(data);
}

const groups = () => Object.entries(Object.groupBy(variables(), ({ group }) => group));

export function envExample() {
  const sections = groups().map(([group, members]) =>
    [
      `# --- ${group} ---`,
      ...members.flatMap(({ name, description, byDefault, otherwise }) => [
        '',
        `# ${description}${otherwise === undefined ? '' : ` Unset: ${otherwise}.`}`,
        `# ${name}=${byDefault ?? ''}`,
      ]),
    ].join('\n'),
  );
  return `# Every setting of Armature, at its default. Copy to your service's environment what you change.\n# ${GENERATED}\n\n${sections.join('\n\n')}\n`;
}

export function envPage() {
  const sections = groups().map(([group, members]) =>
    [
      `## ${group}`,
      '',
      '| Variable | Default | What it does |',
      '|---|---|---|',
      ...members.map(
        ({ name, description, byDefault, otherwise, isSecret }) =>
          `| \`${name}\` | ${byDefault === undefined || byDefault === '' ? (otherwise ?? 'unset') : `\`${byDefault}\``} | ${description}${isSecret === true ? ' **Secret.**' : ''} |`,
      ),
    ].join('\n'),
  );
  return `# Settings\n\n${GENERATED} An empty variable counts as unset. A wrong value stops the start, and every wrong variable is named at once.\n\n${sections.join('\n\n')}\n`;
}
