// The document around what a page says: no script, one style sheet, nothing from elsewhere.
import { html, Html } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

/** In one piece: the policy allows exactly these characters. */
const STYLE = new Html(`<style>${PAGE_STYLE}</style>`);

export const pageFrame = ({
  title,
  head,
  body,
}: {
  readonly title: string;
  readonly head?: Html | undefined;
  readonly body: Html;
}): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/mark.svg" type="image/svg+xml" />
        ${head} ${STYLE}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;

export const missingPage = (): string =>
  pageFrame({
    title: 'No such status page',
    body: html`<main>
      <h1>There is no status page here</h1>
      <p class="lead">It may have moved, or it is not public.</p>
    </main>`,
  });
