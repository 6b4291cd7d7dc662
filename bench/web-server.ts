// The real web surface of a bench instance on a free port, for benchmarks that ask over HTTP.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSignInLink } from '#modules/access';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import { createRepairMcp } from '../src/surfaces/repair-mcp/server.ts';
import type { BenchInstance } from './bench-instance.ts';

const WEB_DIR = fileURLToPath(new URL('../dist/web', import.meta.url));
const CLOSE_GRACE_MS = 500;

/** The origin, such as `http://127.0.0.1:40123`. */
export async function serveWeb(scope: AsyncDisposableStack, { ctx }: BenchInstance): Promise<string> {
  const version = 'bench';
  const repairMcp = createRepairMcp({ version });
  const app = createApi({ deps: ctx.deps, webDir: existsSync(WEB_DIR) ? WEB_DIR : undefined, version, repairMcp });
  const web = await listen(app, { host: '127.0.0.1', port: 0 });
  scope.defer(() => web.close(CLOSE_GRACE_MS));
  return `http://127.0.0.1:${web.port}`;
}

/** Opened by a browser, it signs in; once. */
export async function signInUrl(origin: string, { ctx, userId }: BenchInstance): Promise<string> {
  return `${origin}/sign-in/local?token=${await createSignInLink(ctx.deps, { userId })}`;
}
