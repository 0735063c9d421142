import { startInstancesDefinition } from '../../../lib/tasks/start-instances/definition.ts';
import {
  type StopInstancesSettings,
  stopInstancesDefinition,
} from '../../../lib/tasks/stop-instances/definition.ts';
import { parseKeepUntil } from '../../../lib/tasks/stop-instances/keep-until.ts';
import { selectionOf } from '../../../lib/tasks/stop-instances/plan.ts';
import { schemaMistakes, undescribed } from '../../fakes/schema.ts';

const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

describe.each([stopInstancesDefinition, startInstancesDefinition])('$name settings', (definition) => {
  it('describe every property', () => {
    expect(undescribed(definition.settingsSchema)).toEqual([]);
  });

  it('take ids, tags and filters, and refuse an id that is none', () => {
    const settings = {
      instanceIds: ['i-0123456789abcdef0'],
      tags: { A: ['x', 'y'] },
      filters: { 'vpc-id': 'vpc-1' },
    };

    expect(schemaMistakes(definition, settings)).toEqual([]);
    expect(schemaMistakes(definition, { instanceIds: ['my-instance'] })).toHaveLength(1);
  });

  it('must name something', () => {
    expect(definition.check?.({})).toEqual([
      { path: [], message: expect.stringContaining('every instance') },
    ]);
    expect(definition.check?.({ filters: { 'instance-state-name': 'running' } })).toHaveLength(1);
    expect(definition.check?.({ tags: { A: 'x' } })).toEqual([]);
  });
});

describe('the role of stop-instances', () => {
  it('is bound to the ARNs of named ids', () => {
    const [describe, stop] = stopInstancesDefinition.statements(
      { instanceIds: ['i-0123456789abcdef0'] },
      place,
    );

    expect(describe).toMatchObject({ actions: ['ec2:DescribeInstances'], resources: ['*'] });
    expect(stop).toEqual({
      reason: 'exactly the named instances',
      actions: ['ec2:StopInstances'],
      resources: ['arn:aws:ec2:eu-central-1:111122223333:instance/i-0123456789abcdef0'],
    });
  });

  it('is bound to the tag when selected by tag, with wildcards as StringLike', () => {
    const settings = { tags: { AutoStop: 'true', Stage: 'dev-*' }, filters: { 'tag:Team': ['a', 'b'] } };

    expect(stopInstancesDefinition.statements(settings, place)[1]).toMatchObject({
      resources: ['arn:aws:ec2:eu-central-1:111122223333:instance/*'],
      conditions: {
        StringEquals: { 'ec2:ResourceTag/AutoStop': ['true'], 'ec2:ResourceTag/Team': ['a', 'b'] },
        StringLike: { 'ec2:ResourceTag/Stage': ['dev-*'] },
      },
    });
  });
});

describe('the role of a job that writes back', () => {
  it('may set its two tags on the selected instances, and no other', () => {
    const statements = stopInstancesDefinition.statements(
      { tags: { AutoStop: 'true' }, writeBack: true },
      place,
    );

    expect(statements.at(-1)).toMatchObject({
      actions: ['ec2:CreateTags'],
      conditions: {
        StringEquals: { 'ec2:ResourceTag/AutoStop': ['true'] },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['nightshift:last-action', 'nightshift:last-error'] },
      },
    });
  });
});

describe('a keep-until tag', () => {
  it.each([
    ['2026-11-22T08:00Z', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22 08:00 UTC', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T08:00:30+0100', '2026-11-22T07:00:30.000Z'],
    ['2026-11-22T08:00:00.250Z', '2026-11-22T08:00:00.250Z'],
    ['2026-11-22', '2026-11-23T00:00:00.000Z'],
  ])('"%s" means %s', (text, expected) => {
    expect(parseKeepUntil(text)?.toISOString()).toBe(expected);
  });

  it.each(['', 'friday', '2026-11-22T08:00', '2026-13-22', '08:00'])('"%s" is none', (text) => {
    expect(parseKeepUntil(text)).toBeUndefined();
  });
});

describe('bySchedule', () => {
  it.each([
    [{ bySchedule: { tags: ['nightshift'] } }, []],
    [{ tags: { A: 'x' }, bySchedule: { tags: ['nightshift'], fallback: 'office' } }, []],
    [
      { tags: { A: 'x' }, bySchedule: { tags: ['nightshift'], fallback: 'ofice' } },
      ['bySchedule.fallback there is no schedule "ofice"; did you mean "office"?'],
    ],
    [
      { bySchedule: { tags: ['nightshift'], fallback: 'office' } },
      [
        'bySchedule.fallback needs instanceIds, tags or filters beside: without one, it holds for every instance',
      ],
    ],
    [
      { bySchedule: { tags: ['nightshift', { grammar: 'instance-scheduler', tag: 'nightshift:schedule' }] } },
      ['bySchedule.tags.1 the tag "nightshift:schedule" is read already'],
    ],
    [
      { bySchedule: { tags: [{ grammar: 'nightshift', offHour: 3 }] } },
      ['bySchedule.tags.0.offHour belongs to the grammar cloud-custodian, not to nightshift'],
    ],
    [
      { bySchedule: { tags: [{ grammar: 'cloud-custodian', timezone: 'Europe/Berlim' }] } },
      ['bySchedule.tags.0.timezone unknown time zone "Europe/Berlim"; did you mean "Europe/Berlin"?'],
    ],
  ] as const)('%j: %j', (settings, mistakes) => {
    const given: StopInstancesSettings = structuredClone<object>(settings);
    expect(schemaMistakes(stopInstancesDefinition, given)).toEqual([]);
    expect(
      stopInstancesDefinition
        .check?.(given, ['office'])
        .map(({ path, message }) => `${path.join('.')} ${message}`),
    ).toEqual(mistakes);
  });

  it('binds the role to instances that carry one of the tags', () => {
    const statements = stopInstancesDefinition.statements(
      { tags: { AutoStop: 'true' }, bySchedule: { tags: ['nightshift', 'cloud-custodian'] } },
      place,
    );

    expect(statements.slice(1).map(({ reason, conditions }) => ({ reason, conditions }))).toEqual([
      {
        reason: 'instances with the selected tags, which carry a tag nightshift:schedule',
        conditions: {
          StringEquals: { 'ec2:ResourceTag/AutoStop': ['true'] },
          Null: { 'ec2:ResourceTag/nightshift:schedule': ['false'] },
        },
      },
      {
        reason: 'instances with the selected tags, which carry a tag maid_offhours',
        conditions: {
          StringEquals: { 'ec2:ResourceTag/AutoStop': ['true'] },
          Null: { 'ec2:ResourceTag/maid_offhours': ['false'] },
        },
      },
    ]);
  });

  it('asks EC2 for the tags itself where it can, and never by a key whose case may differ', () => {
    const by = (...tags: ('nightshift' | 'instance-scheduler' | 'cloud-custodian')[]) => ({
      bySchedule: { tags },
    });
    expect(selectionOf(by('nightshift', 'instance-scheduler')).filters).toEqual({
      'tag-key': ['nightshift:schedule', 'Schedule'],
    });
    expect(selectionOf(by('nightshift', 'cloud-custodian')).filters).toBeUndefined();
    expect(selectionOf({ ...by('nightshift'), filters: { 'tag-key': 'Team' } }).filters).toEqual({
      'tag-key': 'Team',
    });
  });
});
