import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Viewer } from './times.ts';

/** A whole page. Sections with an id and `data-live` are renewed in place while it is open. */
export interface Page {
  readonly title: string;
  readonly place: string;
  readonly viewer: Viewer;
  readonly current?: 'overview' | 'dead-letters';
  readonly body: Html;
  /** One line that a screen reader is told when it changes. */
  readonly news?: string;
}

const MOON = html`<svg class="moon" viewBox="0 0 24 24" aria-hidden="true"><path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.500 10.500z"/></svg>`;

/** The frame that all pages share: head, skip link, banner, main part, footer. */
export function renderPage({ title, place, viewer, current, body, news = '' }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Nightshift</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
<script src="/console.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="banner">
<a class="brand" href="/">${MOON}Nightshift</a>
<nav aria-label="Pages"><a href="/"${current === 'overview' ? html` aria-current="page"` : ''}>Overview</a><a href="/dead-letters"${current === 'dead-letters' ? html` aria-current="page"` : ''}>Dead letters</a></nav>
<p class="place"><span>looking at</span> ${place}</p>
</header>
<main id="main" tabindex="-1" data-news="${news}">
${body}
</main>
<footer><p>Times are those of ${viewer.timezone}, your clock here; a job's own clock stands beside them where it differs.</p><p id="link-state" role="status"></p></footer>
<p id="news" role="status" class="unseen"></p>
</body>
</html>`;
}

/** A line of links that leads back up. */
export function trail(
  links: readonly { readonly href: string; readonly text: string }[],
  here: string,
): Html {
  const items = links.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`);
  return html`<nav class="trail" aria-label="You are here"><ol>${items}<li aria-current="page">${here}</li></ol></nav>`;
}

/** A link that is shown as a button; with script it opens as a dialog on the page that one is on. */
export function actionLink(href: string, text: string, kind: 'plain' | 'main' = 'plain'): Html {
  return html`<a class="button ${kind}" href="${href}" data-dialog>${text}</a>`;
}
