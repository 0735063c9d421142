import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appInputOf } from '../../lib/cdk/app-input.ts';
import { loadEvaluatedProject } from '../../lib/cli/project.ts';
import { catalog } from '../../lib/tasks/catalog.ts';

let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-schedules-'));
  const root = process.cwd();
  const { jobsFile, environments } = await loadEvaluatedProject({
    cwd: root,
    now: new Date('2026-11-21T08:00:00Z'),
  });
  const compile = (name: string) => environments.get(name)?.document;
  const { code } = appInputOf({ root, jobsFile, environments, catalog, compile }, folder);
  for (const task of ['stop-instances', 'list-buckets']) code.task(task);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataOf = (task: string) => JSON.parse(readFileSync(join(folder, task, 'jobs.json'), 'utf8'));

test('the schedules travel compiled with the functions that ask them, calendars spelled out for the years to come', () => {
  const { holidays, timezone, weekly } = dataOf('stop-instances').schedules['office-hours'];

  expect({ timezone, weekly }).toMatchObject({
    timezone: 'Europe/Berlin',
    weekly: { kind: 'periods', periods: [{ startMinute: 420, endMinute: 1140 }] },
  });
  expect(holidays).toContainEqual({ first: '2027-03-26', last: '2027-03-26', name: 'Good Friday' });
  expect(holidays).toContainEqual({ first: '2036-12-25', last: '2036-12-25', name: 'Christmas Day' });
  expect(dataOf('list-buckets').schedules).toBeUndefined();
});

test('no parser of calendars, of YAML or of schemas is in a function that asks schedules', () => {
  const modules = readdirSync(join(folder, 'stop-instances')).filter((name) => name.endsWith('.mjs'));
  const text = modules.map((name) => readFileSync(join(folder, 'stop-instances', name), 'utf8')).join('\n');

  expect(modules.length).toBeGreaterThan(1);
  for (const trace of ['VCALENDAR', 'RRULE', 'block-map', 'draft-07']) expect(text).not.toContain(trace);
});
