import { renderReport } from '../../lib/report/render.ts';
import type { ReportView } from '../../lib/report/report-view.ts';
import type { ErrorReportPorts } from '../../lib/tasks/error-report/ports.ts';
import type { Report } from '../../lib/tasks/error-report/report.ts';

describe('the report of the task', () => {
  it('is what the renderer takes, and the renderer is the port (checked by the compiler)', () => {
    const port: ErrorReportPorts['renderReport'] = (report: Report) => renderReport(report);
    const view: (report: Report) => ReportView = (report) => report;

    expect([port, view]).toHaveLength(2);
  });
});
