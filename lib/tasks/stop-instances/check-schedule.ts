import { custodianZone } from '../../model/off-hours/custodian-zone.ts';
import { didYouMean } from '../../model/schedule/nearest.ts';
import type { SettingsMistake } from '../task.ts';
import type { InstanceSelection } from './ports.ts';
import { type BySchedule, dialectsOf } from './schedule-settings.ts';

/** Mistakes of `bySchedule` that a schema cannot express. */
export function checkBySchedule(
  settings: InstanceSelection & { readonly bySchedule?: BySchedule },
  scheduleNames: readonly string[],
): readonly SettingsMistake[] {
  const { bySchedule } = settings;
  if (bySchedule === undefined) return [];
  return [
    ...bySchedule.tags.flatMap((tag, index) => checkGrammar(tag, ['bySchedule', 'tags', index])),
    ...checkTwice(bySchedule),
    ...checkFallback(bySchedule, isNarrowed(settings), scheduleNames),
  ];
}

/** Whether ids, tags or filters say which instances are meant. */
export function isNarrowed({ instanceIds, tags, filters }: InstanceSelection): boolean {
  return instanceIds !== undefined || tags !== undefined || filters !== undefined;
}

function checkGrammar(
  written: BySchedule['tags'][number],
  path: SettingsMistake['path'],
): readonly SettingsMistake[] {
  if (typeof written === 'string') return [];
  const { grammar, tag: _tag, ...policy } = written;
  const [foreign] = grammar === 'cloud-custodian' ? [] : Object.keys(policy);
  if (foreign !== undefined) {
    return [
      { path: [...path, foreign], message: `belongs to the grammar cloud-custodian, not to ${grammar}` },
    ];
  }
  const zone = policy.timezone === undefined ? undefined : custodianZone(policy.timezone.toLowerCase());
  return zone?.kind === 'error' ? [{ path: [...path, 'timezone'], message: zone.message }] : [];
}

function checkTwice(bySchedule: BySchedule): readonly SettingsMistake[] {
  const keys = dialectsOf(bySchedule).map(({ key }) => key);
  const index = keys.findIndex((key, at) => keys.indexOf(key) !== at);
  if (index < 0) return [];
  return [{ path: ['bySchedule', 'tags', index], message: `the tag "${keys[index]}" is read already` }];
}

function checkFallback(
  { fallback }: BySchedule,
  narrowed: boolean,
  scheduleNames: readonly string[],
): readonly SettingsMistake[] {
  if (fallback === undefined) return [];
  const path = ['bySchedule', 'fallback'];
  if (!narrowed) {
    const message = 'needs instanceIds, tags or filters beside: without one, it holds for every instance';
    return [{ path, message }];
  }
  if (scheduleNames.includes(fallback)) return [];
  const hint =
    didYouMean(fallback, scheduleNames) || (scheduleNames.length === 0 ? '; write it under "schedules"' : '');
  return [{ path, message: `there is no schedule "${fallback}"${hint}` }];
}
