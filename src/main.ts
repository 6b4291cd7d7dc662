// The composition root: the command line, with the operator's commands wired to this machine's data.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config, ProcessRole, StartMode } from '#config/config';
import type { Instance } from './start-instance.ts';
import { CliError, EXIT } from './surfaces/cli/exit-codes.ts';
import { runCli } from './surfaces/cli/main.ts';
import type { Operator, ServeOptions } from './surfaces/cli/operator.ts';
import { systemTerminal } from './surfaces/cli/terminal.ts';
import type { Terminal } from './surfaces/cli/terminal.ts';

const WEB_DIR = fileURLToPath(new URL('../dist/web/', import.meta.url)).replace(/\/$/, '');
const version = readVersion();

// A terminal, a service manager and the launcher may each pass on one and the same request to stop.
const SAME_REQUEST_MS = 1000;

const stopping = new AbortController();
stopWhenAsked(stopping);

const terminal = systemTerminal(stopping.signal);
process.exitCode = await runCli(process.argv.slice(2), { operator: createOperator(terminal), terminal, version });

// Everything heavy is imported by the command that needs it, so that the others answer at once.
function createOperator(out: Terminal): Operator {
  return {
    serve: (options) => serve(options, out),
    migrate: async () => (await import('./with-database.ts')).migrateDatabase(await configOf({ command: 'operate' })),
    createKey: async (options) => (await import('./operate.ts')).createKey(await configOf({ command: 'operate' }), options),
    resetAccount: async (options) => (await import('./reset-account.ts')).resetAccount(await configOf({ command: 'operate' }), options),
    signInLink: async () => (await import('./operate.ts')).newSignInLink(await configOf({ command: 'operate' })),
    rotateSecrets: async (options) => (await import('./rotate-secrets.ts')).rotateSecrets(await configOf({ command: 'operate' }), options),
    checkSecrets: async () => (await import('./rotate-secrets.ts')).checkStoredSecrets(await configOf({ command: 'operate' })),
    doctor: async (options) => (await import('./doctor.ts')).doctor(options),
  };
}

async function serve({ roles, singleUser, json }: ServeOptions, out: Terminal): Promise<void> {
  const startedAt = performance.now();
  // first, so that a wrong setting is said at once
  const config = await configOf({ command: singleUser ? 'up' : 'serve', roles: roles as ProcessRole[] });
  const { startInstance } = await import('./start-instance.ts');
  const { createLog } = await import('#platform/log');
  const log = createLog(config.log);
  for (const warning of config.warnings) log.warn({}, warning);
  const instance = await startInstance(config, { log, version, webDir: existsSync(WEB_DIR) ? WEB_DIR : undefined });
  if (json === true)
    out.out(JSON.stringify({ version, url: instance.url, demoRunUrls: instance.demoRunUrls, signInUrl: instance.signInUrl }, null, 2));
  else for (const line of readyLines(instance, performance.now() - startedAt)) out.out(line);
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  out.err('Stopping …');
  await instance.stop();
}

function readyLines({ url, demoRunUrls, signInUrl }: Pick<Instance, 'url' | 'demoRunUrls' | 'signInUrl'>, tookMs: number): string[] {
  const where = url === undefined ? 'as a worker' : `at ${url}`;
  return [
    `Armature ${version} is ready ${where} (${(tookMs / 1000).toFixed(1)} s)`,
    ...demoRunUrls.map((demoUrl) => `  demo run  ${demoUrl}`),
    ...(signInUrl === undefined
      ? []
      : ['', `  Sign in:  ${signInUrl}`, '  (works once, for 10 minutes; "npx armature link" prints another)']),
  ];
}

/** The first request stops in order; a later one ends the process at once. */
function stopWhenAsked(controller: AbortController): void {
  let askedAt: number | undefined;
  const onRequest = () => {
    if (askedAt !== undefined && performance.now() - askedAt > SAME_REQUEST_MS) process.exit(1);
    askedAt ??= performance.now();
    controller.abort();
  };
  process.on('SIGINT', onRequest);
  process.on('SIGTERM', onRequest);
  // a closed terminal
  process.on('SIGHUP', onRequest);
  // The launcher is gone, even if it was killed; its channel must not keep this process alive by itself.
  process.once('disconnect', onRequest);
  process.channel?.unref();
  // the reader of our output left, as in `armature --help | head`
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

async function configOf(mode: StartMode): Promise<Config> {
  const { ConfigError, loadConfig } = await import('#config/config');
  try {
    return loadConfig(mode);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}
