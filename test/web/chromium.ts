// The browser of the page tests; the machine brings it, the project does not. The headless shell draws no window, which halves the time of a test.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page of a test lives for a second: compiling its busiest functions well costs more than they ever save.
  '--js-flags=--no-sparkplug --no-maglev --no-turbofan',
];

export async function launchChromium(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(`No Chromium found; install it (apt-get install chromium). Looked for ${PLACES.join(', ')}.`);
  return chromium.launch({ executablePath, args: FLAGS });
}
