import { Ajv } from 'ajv';
import { checkTimezone } from '../../lib/model/schedule/timezone.ts';

/** Mistakes that a task's schema finds in settings, as `path message` lines; and whether every property is described. */
export function schemaMistakes(definition: { readonly settingsSchema: object }, settings: unknown): string[] {
  // Of editors, and of our own messages.
  const keywords = ['patternErrorMessage'];
  const formats = { 'time-zone': (name: string) => checkTimezone(name).kind === 'timezone' };
  const validate = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    keywords,
    formats,
  }).compile(definition.settingsSchema);
  if (validate(settings)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
}

/** Paths of properties in a schema that carry no description. */
export function undescribed(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key !== 'properties' || typeof value !== 'object' || value === null) return undescribed(value, path);
    return Object.entries(value).flatMap(([name, property]: [string, unknown]) => {
      const here = `${path}/${name}`;
      const described = typeof property === 'object' && property !== null && 'description' in property;
      return [...(described ? [] : [here]), ...undescribed(property, here)];
    });
  });
}
