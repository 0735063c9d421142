/**
 * The page's one script; everything works without it. It renews the parts of a page that are alive by asking for the
 * page again (an unchanged one answers 304), opens questions as dialogs, and keeps a form from being sent twice.
 */
export const SCRIPT = `'use strict';
(() => {
  const EVERY_MS = 2000;
  const SOON_MS = 500;
  let etag = null;
  let asking = false;
  const byId = (id) => document.getElementById(id);
  const say = (id, text) => { const box = byId(id); if (box && box.textContent !== text) box.textContent = text; };
  const parse = (text) => new DOMParser().parseFromString(text, 'text/html');

  async function renew() {
    if (asking || document.hidden || !document.querySelector('[data-live]') || document.querySelector('dialog[open]')) return;
    asking = true;
    try {
      const headers = etag === null ? {} : { 'If-None-Match': etag };
      const answer = await fetch(location.href, { headers, cache: 'no-store', redirect: 'error' });
      if (answer.ok) {
        etag = answer.headers.get('ETag');
        merge(parse(await answer.text()));
      }
      const lost = answer.ok || answer.status === 304 ? '' : 'This page is no longer renewed: the console answered ' + answer.status + '.';
      say('link-state', lost);
    } catch {
      say('link-state', 'This page is not renewed: the console cannot be reached.');
    }
    asking = false;
  }

  function merge(fresh) {
    const main = byId('main');
    const freshMain = fresh.getElementById('main');
    if (!main || !freshMain) return;
    for (const part of freshMain.querySelectorAll('[data-live]')) replace(byId(part.id), part);
    if (main.dataset.news !== freshMain.dataset.news) {
      main.dataset.news = freshMain.dataset.news;
      say('news', freshMain.dataset.news);
    }
  }

  function replace(old, fresh) {
    if (!old) return;
    const opened = old.querySelectorAll('details');
    fresh.querySelectorAll('details').forEach((box, index) => { if (opened[index]) box.open = opened[index].open; });
    if (old.outerHTML === fresh.outerHTML) return;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const key = focused && (focused.getAttribute('href') || focused.id);
    old.replaceWith(fresh);
    if (!key) return;
    const again = [...fresh.querySelectorAll('a, [id]')].find((each) => (each.getAttribute('href') || each.id) === key);
    if (again) again.focus({ preventScroll: true });
  }

  async function openDialog(link) {
    const answer = await fetch(link.href, { cache: 'no-store', redirect: 'error' });
    const inside = answer.ok ? parse(await answer.text()).querySelector('.ask') : null;
    if (!inside) return location.assign(link.href);
    const dialog = document.createElement('dialog');
    const title = inside.querySelector('h1');
    title.id = 'dialog-title';
    dialog.setAttribute('aria-labelledby', title.id);
    dialog.append(inside);
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a');
    if (!link) return;
    const dialog = link.closest('dialog');
    if (dialog && link.hasAttribute('data-close')) {
      event.preventDefault();
      dialog.close();
    } else if (link.hasAttribute('data-dialog')) {
      event.preventDefault();
      openDialog(link).catch(() => location.assign(link.href));
    }
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent; });
  document.addEventListener('visibilitychange', renew);
  // What the page could not wait for has been read by then.
  setTimeout(renew, SOON_MS);
  setInterval(renew, EVERY_MS);
})();
`;
