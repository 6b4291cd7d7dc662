// The built dashboard in a real browser over the mock API: what every page test starts with.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { ConsoleMessage, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { keepPages } from './kept-pages.ts';
import type { KeptPages } from './kept-pages.ts';
import { startMockApi } from './mock-api.ts';
import type { MockApi } from './mock-api.ts';
import { session } from './mock-data.ts';

export interface View {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  /** A page that no later test gets, for one that does to it what cannot be undone, such as turning its clock. */
  readonly isOwn?: boolean;
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

/** Call it at the top of a test file. Between tests pages are cleared, and the mock forgets what it was told and sent. */
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
  const pages = keepPages(browser, `${api.url}/mark.svg`);
  const stops: (() => void)[] = [];
  return {
    api,
    open: async (path, view = {}) => {
      const page = await takePage(pages, view);
      const { complaints, stop } = listen(page);
      stops.push(stop);
      await page.goto(`${api.url}${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      return { page, complaints };
    },
    tidy: async () => {
      for (const stop of stops.splice(0)) stop();
      await pages.giveBack();
      api.reset();
    },
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}

const takePage = (pages: KeptPages, { width = 1280, theme = 'light', isOwn = false }: View): Promise<Page> =>
  pages.take(
    { viewport: { width, height: WINDOW_HEIGHT }, colorScheme: theme, reducedMotion: 'reduce', hasTouch: width <= PHONE_WIDTH },
    isOwn,
  );

function listen(page: Page): { complaints: string[]; stop(): void } {
  const complaints: string[] = [];
  const onConsole = (message: ConsoleMessage): void => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  };
  const onError = (error: Error): void => {
    complaints.push(String(error));
  };
  page.on('console', onConsole).on('pageerror', onError);
  return { complaints, stop: () => void page.off('console', onConsole).off('pageerror', onError) };
}
