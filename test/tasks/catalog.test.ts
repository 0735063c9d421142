import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { catalog } from '../../lib/tasks/catalog.ts';
import { formatChecks } from '../../lib/tasks/jobs-file/formats.ts';
import { schemaWithTasks } from '../../lib/tasks/jobs-file/schema.ts';
import { copyTask } from './jobs-file/fixture.ts';

const place = { partition: 'aws', region: 'eu-central-1', account: '123456789012' };

test('names every task once, in the folder of its definition', () => {
  const names = catalog.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  for (const { name, entry } of catalog) {
    expect(entry).toBe(`lambdas/${name}.ts`);
    expect(existsSync(`lib/tasks/${name}/definition.ts`)).toBe(true);
  }
});

test('gives every task limits that Lambda takes', () => {
  for (const { timeoutSeconds, memoryMb } of catalog) {
    expect(timeoutSeconds).toBeLessThanOrEqual(900);
    expect(memoryMb).toBeGreaterThanOrEqual(128);
  }
});

describe('the schema of settings', () => {
  test('holds no keyword or format that nobody checks', () => {
    const formats = Object.fromEntries(Object.keys(formatChecks([])).map((name) => [name, () => true]));
    const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, formats });
    ajv.addVocabulary(['patternErrorMessage', 'errorMessage', 'keyNoun']);

    expect(() => ajv.compile(schemaWithTasks(catalog))).not.toThrow();
  });

  test('describes every setting, refuses unknown ones, and refers to nothing outside of itself', () => {
    for (const { name, settingsSchema } of catalog) {
      expect(JSON.stringify(settingsSchema)).not.toContain('"$ref"');
      expect(settingsSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect([name, undescribed(settingsSchema)]).toEqual([name, []]);
    }
    expect(undescribed(schemaWithTasks([]))).toEqual([]);
  });
});

describe('a row of the catalog', () => {
  test('asks the task for its statements with the settings of a job', () => {
    expect(copyTask.statements({ from: 'a', to: 'b' }, place)).toEqual([
      { reason: 'reads', actions: ['s3:GetObject'], resources: ['a'] },
    ]);
  });

  test('refuses settings that were not checked', () => {
    expect(() => copyTask.statements({ from: 'a' }, place)).toThrow(
      'the settings do not fit the task "copy"; check the jobs file first',
    );
  });
});

/** Names of properties without a description, anywhere in a schema. */
function undescribed(schema: unknown, inProperties = false): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    const isBare = inProperties && typeof value === 'object' && value !== null && !('description' in value);
    return [...(isBare ? [key] : []), ...undescribed(value, key === 'properties' && !inProperties)];
  });
}
