import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import { html } from 'hono/html';
import { ICON } from './assets/icon.ts';
import { SCRIPT } from './assets/script.ts';
import { STYLE } from './assets/style.ts';
import { type ConsoleOptions, explainError, openContext, PATIENCE_MS, readViews } from './context.ts';
import { type GuardOptions, guard } from './guard.ts';
import { renderPage } from './layout.ts';
import { withoutSecrets } from './redact.ts';
import { BadRequest, NotFound, readSlotName } from './requests.ts';
import { addActRoutes } from './routes-act.ts';
import { addReadRoutes } from './routes-read.ts';

const MOST_BODY_BYTES = 256 * 1_024;
/** A mail is somebody's HTML: pictures that lie in it, its own styles, and nothing else. */
const MAIL_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

/** The page, ready to answer requests. */
export interface ConsoleApp {
  readonly fetch: Hono['fetch'];
  readonly request: Hono['request'];
  /** Reads what the overview shows, so that the first page is quick. */
  readonly warmUp: () => Promise<void>;
}

/** Makes the page over a port. `onError` is told of what is no ServiceError. */
export function makeConsole(
  options: ConsoleOptions & { readonly guard: GuardOptions; readonly onError: (error: unknown) => void },
): ConsoleApp {
  const context = openContext(options);
  const app = new Hono();
  app.use(guard(options.guard));
  app.use(bodyLimit({ maxSize: MOST_BODY_BYTES }));
  app.use(etag());
  app.use(withoutSecrets);
  addAssets(app);
  app.get('/jobs/:job/slots/:slot/mail', async (c) => {
    const mail = await context.port.readMail(readSlotName(c.req.param()));
    if (mail === undefined) throw new NotFound('no mail was sent for this slot');
    c.header('Content-Security-Policy', MAIL_POLICY);
    return c.html(mail);
  });
  addReadRoutes(app, context);
  addActRoutes(app, context);
  const page = (title: string, message: string) =>
    renderPage({
      place: context.port.place,
      viewer: context.viewer(),
      title,
      body: html`<h1>${title}</h1><p class="notice bad">${message}</p><p><a class="button plain" href="/">To the overview</a></p>`,
    });
  app.notFound((c) => c.html(page('Not found', 'there is no such page'), 404));
  app.onError((error, c) => {
    if (error instanceof NotFound) return c.html(page('Not found', error.message), 404);
    if (error instanceof BadRequest) return c.html(page('That does not work', error.message), 400);
    options.onError(error);
    return c.html(page('That went wrong', explainError(error)), 502);
  });
  return {
    fetch: app.fetch,
    request: app.request,
    warmUp: async () => {
      await Promise.all([
        readViews(context),
        context.deadLetters.read(PATIENCE_MS),
        context.incidents.read(PATIENCE_MS),
      ]);
    },
  };
}

function addAssets(app: Hono): void {
  const assets = [
    ['/style.css', 'text/css; charset=utf-8', STYLE],
    ['/console.js', 'text/javascript; charset=utf-8', SCRIPT],
    ['/icon.svg', 'image/svg+xml', ICON],
  ] as const;
  for (const [path, type, text] of assets)
    app.get(path, (c) => c.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }));
}
