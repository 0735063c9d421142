import { startInstancesDefinition } from '../../../lib/tasks/start-instances/definition.ts';
import { stopInstancesDefinition } from '../../../lib/tasks/stop-instances/definition.ts';
import { parseKeepUntil } from '../../../lib/tasks/stop-instances/keep-until.ts';
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
    ['2026-11-22', '2026-11-23T00:00:00.000Z'],
  ])('"%s" means %s', (text, expected) => {
    expect(parseKeepUntil(text)?.toISOString()).toBe(expected);
  });

  it.each(['', 'friday', '2026-11-22T08:00', '2026-13-22', '08:00'])('"%s" is none', (text) => {
    expect(parseKeepUntil(text)).toBeUndefined();
  });
});
