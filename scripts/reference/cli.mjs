// The reference of the command line, from the program's own help.
const COLUMNS = 100;

/** Only described, never run: touching one is a mistake. */
const untouchable = (name) =>
  new Proxy(
    {},
    {
      get: (_target, property) => {
        throw new Error(`${name}.${String(property)} is not for the reference`);
      },
    },
  );

export async function cliPage() {
  const { buildProgram } = await import('../../src/surfaces/cli/main.ts');
  const quiet = { out: () => undefined, err: () => undefined, isInteractive: false, env: {}, signal: new AbortController().signal };
  const program = buildProgram({ operator: untouchable('operator'), terminal: quiet, version: '', finish: () => undefined });
  program.configureHelp({ helpWidth: COLUMNS });
  return `# Command line\n\nGenerated from the program's own help by \`npm run docs\`. Run it as \`npx armature\` in the project's folder.\n\n${sectionsOf(program, []).join('\n')}`;
}

function sectionsOf(command, parents) {
  const path = [...parents, command.name()];
  return [
    `## ${path.join(' ')}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
    ...command.commands.flatMap((child) => sectionsOf(child.configureHelp({ helpWidth: COLUMNS }), path)),
  ];
}

/** As `--help` prints it, with its example. */
function helpOf(command) {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
