import { html } from 'hono/html';

/** A piece of a page: text that is HTML already. Every value put into `html` is escaped, unless it is such a piece. */
export type Html = ReturnType<typeof html>;

/** Nothing to show. */
export const nothing: Html = html``;
