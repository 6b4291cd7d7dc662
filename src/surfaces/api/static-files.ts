// The built dashboard. Files with a hash in their name are cached for good; every other path is the app's shell.
import type { Context, Hono } from 'hono';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ApiEnv, ApiOptions } from './environment.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

const NOT_BUILT = 'The dashboard is not built. Run "npm run build", or start with "npm start".';

export function dashboardRoutes(app: Hono<ApiEnv>, { webDir }: ApiOptions): void {
  if (webDir === undefined) {
    app.get('*', (c) => c.text(NOT_BUILT, 404));
    return;
  }
  const files = listFiles(webDir);
  app.get('*', async (c) => {
    const known = await files;
    const path = decoded(c.req.path).slice(1);
    if (known.has(path) && path !== 'index.html') return sendFile(c, join(webDir, path), path.startsWith('assets/'));
    if (!known.has('index.html')) return c.text(NOT_BUILT, 404);
    // a missing asset is missing; only pages fall back to the shell
    if (path.startsWith('assets/')) return c.text('Not found', 404);
    return sendFile(c, join(webDir, 'index.html'), false);
  });
}

/** A path that is no valid encoding names no file; it gets the shell, as any unknown page does. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

/** Only names listed at start are ever opened, so no path can leave the folder. */
async function listFiles(dir: string): Promise<Set<string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1)));
}

async function sendFile(c: Context<ApiEnv>, path: string, immutable: boolean): Promise<Response> {
  const { size } = await stat(path);
  c.header('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
  c.header('Content-Length', String(size));
  c.header('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (c.req.method === 'HEAD') return c.body(null);
  return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream);
}
