// The built dashboard in a real browser over the mock API: what every page test starts with.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { startMockApi } from './mock-api.ts';
import type { MockApi } from './mock-api.ts';
import { session } from './mock-data.ts';

export interface View {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

export interface Opened {
  readonly page: Page;
  /** What the browser complained about; a test that expects silence compares it with []. */
  readonly complaints: string[];
}

/** What every page is looked at in. */
export const VIEWS = [
  { width: 1280, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const satisfies readonly View[];

export interface Dashboard {
  readonly api: MockApi;
  open(path: string, view?: View): Promise<Opened>;
  /** Signed in with this role in every organization. */
  actAs(role: string, features?: object): void;
}

interface StartedDashboard extends Omit<Dashboard, 'actAs'> {
  tidy(): Promise<void>;
  close(): Promise<void>;
}

const PHONE_WIDTH = 390;
const WINDOW_HEIGHT = 860;
const GALLERY = fileURLToPath(new URL('../../scripts/setup/gallery.mjs', import.meta.url));

const BUILD_MS = 120_000;

/** Call it at the top of a test file. Between tests pages are closed, and the mock forgets what it was told and sent. */
export function dashboardForFile(): Dashboard {
  let started: StartedDashboard | undefined;
  const current = (): StartedDashboard => {
    if (started === undefined) throw new Error('the dashboard is there once the tests run');
    return started;
  };
  beforeAll(async () => {
    started = await startDashboard();
  }, BUILD_MS);
  afterEach(() => started?.tidy());
  afterAll(() => started?.close());
  return {
    get api() {
      return current().api;
    },
    open: (path, view) => current().open(path, view),
    actAs: (role, features = {}) => {
      const organizations = session.organizations.map((organization) => ({ ...organization, role }));
      current().api.override('GET /api/app/session', { body: { ...session, organizations, features } });
    },
  };
}

async function startDashboard(): Promise<StartedDashboard> {
  const { stdout } = await promisify(execFile)(process.execPath, [GALLERY]);
  const webDir = stdout.trim();
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
