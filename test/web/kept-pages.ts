// The pages that the tests of a file take in turn. A browser context per test costs more than most tests do: a process starts, and the whole
// dashboard is parsed and compiled anew. So a page is kept, and whatever a test left in it is cleared: documents, storage, history, routes.
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';

export interface KeptPages {
  /** One that nobody has: two pages of a test share nothing. It is of no further use to a test that turns its clock; see `isOwn`. */
  take(looks: BrowserContextOptions, isOwn: boolean): Promise<Page>;
  /** Clears every page that was taken; from then on they may be taken again. */
  giveBack(): Promise<void>;
}

interface KeptPage {
  readonly page: Page;
  readonly devTools: CDPSession;
  /** Which looks it has; undefined when it is not kept. */
  readonly key: string | undefined;
}

/** `restUrl` is a document of the dashboard's own origin in which nothing runs. */
export function keepPages(browser: Browser, restUrl: string): KeptPages {
  const idle: KeptPage[] = [];
  const taken: KeptPage[] = [];

  const make = async (looks: BrowserContextOptions, key: string | undefined): Promise<KeptPage> => {
    const context = await browser.newContext(looks);
    const page = await context.newPage();
    return { page, devTools: await context.newCDPSession(page), key };
  };

  return {
    take: async (looks, isOwn) => {
      const key = isOwn ? undefined : JSON.stringify(looks);
      const at = idle.findIndex((one) => one.key === key);
      const found = key === undefined || at === -1 ? await make(looks, key) : idle.splice(at, 1)[0];
      if (found === undefined) throw new Error('the place of an idle page was just found');
      taken.push(found);
      return found.page;
    },
    giveBack: async () => {
      const back = taken.splice(0);
      const cleared = await Promise.all(back.map(async (one) => one.key !== undefined && clear(one, restUrl).then(yes, no)));
      // What cannot be cleared, as after a test that closed its page, is thrown away.
      await Promise.all(
        back.map(async (one, index) => {
          if (cleared[index] === true) idle.push(one);
          else await one.page.context().close();
        }),
      );
    },
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;

async function clear({ page, devTools }: KeptPage, restUrl: string): Promise<void> {
  const context = page.context();
  await Promise.all(
    context
      .pages()
      .filter((other) => other !== page)
      .map((other) => other.close()),
  );
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.clearPermissions();
  // The old document goes first: it could still write, and would go on asking the mock.
  await page.goto(restUrl);
  await page.mouse.move(0, 0);
  await page.evaluate("localStorage.clear(); sessionStorage.clear(); window.name = ''");
  await context.clearCookies();
  await devTools.send('Page.resetNavigationHistory');
}
