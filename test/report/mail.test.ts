import { jest } from '@jest/globals';
import PostalMime from 'postal-mime';
import { renderCsv, renderJson, renderPage } from '../../lib/report/archive.ts';
import { renderReport } from '../../lib/report/render.ts';
import { loadChartAssets } from '../fakes/chart-assets.ts';
import { busyReport, exampleReport } from '../fakes/report.ts';

// Pictures take seconds where the machine is busy.
jest.setTimeout(60_000);

const now = () => new Date('2026-11-21T08:00:00Z');

describe('the MIME message', () => {
  it('holds text, HTML and each picture that the HTML names', async () => {
    const { mime: message = '' } = await renderReport(busyReport(), { loadChartAssets, now });
    const { html = '' } = await PostalMime.parse(message);

    const named = [...html.matchAll(/src="cid:([^"]+)"/g)].map(([, cid]) => cid);
    const carried = [...message.matchAll(/^Content-ID: <([^>]+)>/gim)].map(([, cid]) => cid);
    expect(named).toHaveLength(4);
    expect(carried).toEqual(named);
    expect(html.match(/<img [^>]*alt="Chart of /g)).toHaveLength(4);
    expect(message).toMatch(/^Content-Type: text\/plain/im);
    expect(message).toContain('Date: Sat, 21 Nov 2026 08:00:00 +0000');
    expect(message).toContain('To: ops@acme.example');
    expect(message).toContain('Auto-Submitted: auto-generated');
  });

  it('is made only where charts are wanted and there is something to draw', async () => {
    let loads = 0;
    const count = () => {
      loads += 1;
      return loadChartAssets();
    };

    const quiet = await renderReport({ ...exampleReport(), withCharts: false }, { loadChartAssets: count });
    const empty = await renderReport(exampleReport({ points: [] }), { loadChartAssets: count });

    expect([quiet.mime, empty.mime, loads]).toEqual([undefined, undefined, 0]);
  });

  it('is ASCII, so that it can be stored as text', async () => {
    const { mime = '' } = await renderReport(
      { ...exampleReport({ label: 'Fehler – ü 💥' }), title: 'Übersicht' },
      { loadChartAssets, now },
    );

    expect(Buffer.from(mime, 'latin1').every((byte) => byte < 128)).toBe(true);
    expect(await PostalMime.parse(mime)).toMatchObject({ subject: expect.stringMatching(/^Übersicht: /) });
  });

  it('draws at most twenty pictures', async () => {
    const { html: plain, mime = '' } = await renderReport(busyReport(25), { loadChartAssets, now });
    const { html } = await PostalMime.parse(mime);

    expect(html?.match(/<img /g)).toHaveLength(20);
    expect(plain).not.toContain('<img ');
  });

  it('is short enough to be shown whole, however many series there are', async () => {
    const page = { link: 'https://state.example/page', command: 'nightshift report open morning' };
    const { mime = '', text } = await renderReport(busyReport(500), { loadChartAssets, now, page });
    const { html = '' } = await PostalMime.parse(mime);

    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
    expect(html).toContain('and 461 more in the whole report: 460 × within limits, 1 × no data');
    expect(html).toContain('href="https://state.example/page"');
    expect(Buffer.byteLength(text)).toBeLessThan(102_000);
  });

  it('lets no header in through a title', async () => {
    const { mime } = await renderReport(
      { ...exampleReport(), title: 'a\r\nBcc: evil@acme.example' },
      { loadChartAssets, now },
    );

    const [headers] = (mime ?? '').split('\r\n\r\n');
    expect(headers).not.toMatch(/^Bcc:/im);
  });
});

describe('the archive', () => {
  it('is a page with every chart in it', () => {
    const page = renderPage(busyReport(25));

    expect(page.match(/<img src="data:image\/svg\+xml;base64,/g)).toHaveLength(25);
    expect(page).not.toMatch(/https?:|cid:/);
  });

  it('is JSON that says everything', () => {
    expect(JSON.parse(renderJson(exampleReport()))).toEqual(exampleReport());
  });

  it('is CSV in which no name becomes a formula', () => {
    const csv = renderCsv(exampleReport({ label: '=cmd("x"),1' }));

    expect(csv.split('\r\n')).toEqual([
      'id,label,window,time,value,errors,total',
      'e1,"\'=cmd(""x""),1",yesterday,2026-11-20T04:00:00.000Z,0.45,9,20',
      'e1,"\'=cmd(""x""),1",the day before,2026-11-19T04:00:00.000Z,0.15,3,20',
      '',
    ]);
  });
});
