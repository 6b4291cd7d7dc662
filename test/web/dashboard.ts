// The built dashboard in a real browser over the mock API: what every page test starts with.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { launchChromium } from './chromium.ts';
import { startMockApi } from './mock-api.ts';
import type { MockApi } from './mock-api.ts';

export interface View {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

export interface Opened {
  readonly page: Page;
  /** What the browser complained about; a test that expects silence compares it with []. */
  readonly complaints: string[];
}

export interface Dashboard {
  readonly api: MockApi;
  open(path: string, view?: View): Promise<Opened>;
  /** Between tests: pages are closed, the mock forgets what it was told and sent. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

const PHONE_WIDTH = 390;
const WINDOW_HEIGHT = 860;
const CONFIG = fileURLToPath(new URL('../../src/web/vite.config.ts', import.meta.url));

export async function startDashboard(): Promise<Dashboard> {
  const webDir = await mkdtemp(join(tmpdir(), 'armature-web-'));
  await build({ configFile: CONFIG, mode: 'gallery', logLevel: 'error', build: { outDir: webDir, reportCompressedSize: false } });
  const api = await startMockApi({ webDir });
  const browser = await launchChromium();
  return {
    api,
    open: (path, view = {}) => open(browser, `${api.url}${path}`, view),
    tidy: async () => {
      api.reset();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    close: async () => {
      await browser.close();
      await api.close();
      await rm(webDir, { recursive: true, force: true });
    },
  };
}

async function open(browser: Browser, url: string, { width = 1280, theme = 'light' }: View): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: WINDOW_HEIGHT },
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: width <= PHONE_WIDTH,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return { page, complaints };
}
