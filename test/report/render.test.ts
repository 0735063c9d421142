import { html } from '../../lib/report/html.ts';
import { renderReport, renderSubject } from '../../lib/report/render.ts';
import type { ReportView } from '../../lib/report/report-view.ts';
import { exampleReport } from '../fakes/report.ts';

describe('the rendered report', () => {
  it('says the verdict first, in subject, text and HTML', async () => {
    const { subject, text, html: page } = await renderReport(exampleReport());

    expect(subject).toBe('morning-error-report: ErrorRate 0.45 = 9/20, 3 times that of the day before');
    expect(text.split('\n')[0]).toBe('LIMIT BREACHED: ErrorRate 0.45 = 9/20, 3 times that of the day before');
    expect(page.indexOf('0.45 = 9/20')).toBeLessThan(page.indexOf('<th'));
  });

  it('keeps markup of names as text', async () => {
    const report = exampleReport({ label: '<script>alert(1)</script>&"\'' });

    const { html: page } = await renderReport(report);

    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;');
  });

  it('keeps line breaks out of the subject and cuts it', () => {
    const report: ReportView = { ...exampleReport(), title: `a\r\nBcc: x@y${'z'.repeat(200)}` };

    expect(renderSubject(report)).not.toMatch(/[\r\n]/);
    expect(renderSubject(report).length).toBe(150);
  });

  it('loads nothing from anywhere', async () => {
    const { html: page } = await renderReport(exampleReport());

    expect(page).not.toMatch(/https?:|src="(?!cid:|data:)|@import|url\(/);
  });

  it('shows times in the zone of the report', async () => {
    const { text } = await renderReport({ ...exampleReport(), timezone: 'Asia/Tokyo' });

    expect(text).toContain('20 Nov 13:00  0.45 = 9/20');
  });
});

describe('html', () => {
  it('escapes values, and takes HTML as it is', () => {
    expect(html`<p title="${'"'}">${[html`<b>${'<'}</b>`, html`&`]}</p>`.text).toBe(
      '<p title="&quot;"><b>&lt;</b>&</p>',
    );
  });
});
