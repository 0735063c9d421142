import type { MiddlewareHandler } from 'hono';

/** Access key ids, session tokens and JSON web tokens, by the shape that their makers give them. */
const SECRETS = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/=]{40,}/g,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]*)?/g,
];

/** Takes out what looks like a credential. No part of the product logs one: this is for what others write into a log or a mail. */
export function redact(text: string): string {
  return SECRETS.reduce((rest, secret) => rest.replace(secret, '[secret]'), text);
}

/** The last thing that is done to a page. */
export const withoutSecrets: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.get('Content-Type')?.startsWith('text/html')) return;
  const { status, headers } = context.res;
  const body = redact(await context.res.text());
  context.res = undefined;
  context.res = new Response(body, { status, headers });
};
