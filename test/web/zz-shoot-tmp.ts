import { build } from 'vite';
import { startMockApi } from './mock-api.ts';
import { launchChromium } from './chromium.ts';
import { session } from './mock-data.ts';
const webDir = '/tmp/wa-web';
if (!process.argv.includes('--nobuild')) await build({ configFile: '/work/main/src/web/vite.config.ts', mode: 'gallery', logLevel: 'error', build: { outDir: webDir, emptyOutDir: true, reportCompressedSize: false } });
const api = await startMockApi({ webDir });
api.override('GET /api/app/session', { body: { ...session, organizations: session.organizations.map((o) => ({ ...o, role: process.env['ROLE'] ?? 'owner' })), features: JSON.parse(process.env['FEATURES'] ?? '{"slack":true,"inbox":true}') } });
const browser = await launchChromium();
const shots = process.argv.slice(2).filter((a) => a.includes('='));
for (const shot of shots) {
  const at = shot.indexOf('=');
  const name = shot.slice(0, at); const path = shot.slice(at + 1);
  for (const [width, theme] of [[1280, 'light'], [390, 'dark']] as const) {
    if (process.env['ONLY'] && String(width) !== process.env['ONLY']) continue;
    const ctx = await browser.newContext({ viewport: { width, height: 860 }, colorScheme: theme, reducedMotion: 'reduce', hasTouch: width < 400 });
    const page = await ctx.newPage();
    page.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(name, width, m.text()));
    page.on('pageerror', (e) => console.log(name, width, String(e)));
    const [url, ...clicks] = path.split('!!');
    await page.goto(api.url + url);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(500);
    for (const c of clicks) { try { await page.getByRole('button', { name: c }).first().click({ timeout: 3000 }); } catch { try { await page.getByRole('menuitem', { name: c }).first().click({ timeout: 2000 }); } catch { await page.getByText(c).first().click({ timeout: 2000 }).catch((e) => console.log('no click', c)); } } await page.waitForTimeout(400); }
    await page.screenshot({ path: `/tmp/shots/${name}-${width}.png`, fullPage: clicks.length === 0 });
    await ctx.close();
  }
}
await browser.close(); await api.close();
