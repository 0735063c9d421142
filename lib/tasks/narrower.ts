import { Ajv } from 'ajv';
import type { TaskDefinition } from './task.ts';

/**
 * A function that holds anything against a task's own schema and gives it back as settings, or throws a TypeError. The schema
 * is compiled when it is first needed: most commands need none.
 */
export function narrowerOf<Settings>({ name, settingsSchema }: TaskDefinition<Settings>) {
  let fits: ((settings: unknown) => settings is Settings) | undefined;
  return (settings: unknown): Settings => {
    fits ??= new Ajv({ strict: false, logger: false, validateFormats: false }).compile<Settings>(
      settingsSchema,
    );
    if (fits(settings)) return settings;
    throw new TypeError(`the settings do not fit the task "${name}"; check the jobs file first`);
  };
}
