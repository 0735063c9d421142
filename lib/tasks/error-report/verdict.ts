import type { ReportSeries, Verdict } from './report.ts';

/** The report in one sentence: the first rate against the window before, then limits, then what is missing. */
export function makeVerdict(series: readonly ReportSeries[], previousName: string | undefined): Verdict {
  const lead =
    series.find(({ figure }) => figure.kind === 'rate' || figure.kind === 'no-errors') ?? series[0];
  if (lead === undefined) return { level: 'no-data', text: 'No series to report' };
  const parts = [leadText(lead, previousName), limitsText(series), missingText(series)];
  return { level: levelOf(series), text: parts.filter((part) => part !== '').join('; ') };
}

function leadText({ label, words }: ReportSeries, previousName: string | undefined): string {
  const { figure, change } = words;
  const text = `${label} ${figure}`;
  if (change === '' || previousName === undefined) return text;
  if (/^(twice|half|.* times)$/.test(change)) return `${text}, ${change} that of ${previousName}`;
  return `${text}, ${change}${/^(up|down) by/.test(change) ? ` against ${previousName}` : ''}`;
}

function limitsText(series: readonly ReportSeries[]): string {
  const judged = series.filter(({ judgement }) => judgement.kind !== 'none');
  if (judged.length === 0) return '';
  const count = (kind: string) => judged.filter(({ judgement }) => judgement.kind === kind).length;
  const breaches = count('breach');
  const unsure = count('unsure');
  if (judged.length === 1) return breaches + unsure === 0 ? 'within its limit' : textOf(judged[0]);
  const told = breaches === 0 ? [] : [`${breaches} of ${judged.length} beyond their limit`];
  if (unsure > 0) told.push(`${unsure} of ${judged.length} unsure`);
  return told.length === 0 ? `all ${judged.length} within their limits` : told.join(', ');
}

function textOf(series: ReportSeries | undefined): string {
  return series === undefined || series.judgement.kind === 'none' ? '' : series.judgement.text;
}

function missingText(series: readonly ReportSeries[]): string {
  const missing = series.filter(({ figure }) => figure.kind === 'no-data').length;
  if (missing === 0 || series.length === 1) return '';
  return `${missing} of ${series.length} without data`;
}

function levelOf(series: readonly ReportSeries[]): Verdict['level'] {
  if (series.some(({ judgement }) => judgement.kind === 'breach')) return 'breach';
  if (series.every(({ figure }) => figure.kind === 'no-data')) return 'no-data';
  if (series.some(({ judgement }) => judgement.kind === 'unsure')) return 'unsure';
  return series.some(({ judgement }) => judgement.kind === 'within') ? 'good' : 'unjudged';
}
