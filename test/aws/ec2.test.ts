import { startInstancesPorts, stopInstancesPorts } from '../../lib/aws/ec2.ts';
import type { Ec2Options } from '../../lib/aws/ec2-query.ts';
import { collect } from '../fakes/context.ts';
import { fakeSession } from '../fakes/session.ts';

interface Asked {
  readonly url: string;
  readonly body: Readonly<Record<string, string>>;
  readonly authorization: string;
}

/** EC2 as its answers: each is taken once, the last for good. */
function fakeEc2Api(...answers: readonly (string | { status: number; body: string } | Error)[]) {
  const asked: Asked[] = [];
  const answering: typeof fetch = async (url, init) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? '<x/>';
    const headers = new Headers(init?.headers);
    asked.push({
      url: String(url),
      body: Object.fromEntries(new URLSearchParams(String(init?.body))),
      authorization: headers.get('authorization') ?? '',
    });
    if (answer instanceof Error) throw answer;
    return typeof answer === 'string'
      ? new Response(answer)
      : new Response(answer.body, { status: answer.status });
  };
  const options: Ec2Options = { fetch: answering };
  return { asked, options };
}

const page = (instances: string, token = '') => `<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>r</requestId>
  <reservationSet><item><instancesSet>${instances}</instancesSet></item></reservationSet>
  ${token === '' ? '<nextToken/>' : `<nextToken>${token}</nextToken>`}
</DescribeInstancesResponse>`;

const instance = (id: string, more = '') =>
  `<item><instanceId>${id}</instanceId><instanceState><code>16</code><name>running</name></instanceState>${more}</item>`;

const refusal = (code: string, message: string, status = 400) => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
});

describe('findInstances', () => {
  it('follows the token and returns our nouns', async () => {
    const more =
      '<launchTime>2026-11-20T06:00:00.000Z</launchTime><instanceType>t3.micro</instanceType>' +
      '<instanceLifecycle>spot</instanceLifecycle><rootDeviceType>ebs</rootDeviceType>' +
      '<hibernationOptions><configured>true</configured></hibernationOptions>' +
      '<reason>User initiated (2026-11-20 18:00:41 GMT)</reason>' +
      '<stateReason><code>Server.X</code><message>gone &amp; lost</message></stateReason>' +
      '<tagSet><item><key>AutoStop</key><value>true</value></item><item><key>Empty</key><value/></item></tagSet>';
    const { asked, options } = fakeEc2Api(page(instance('i-1', more), 't'), page(instance('i-2')));

    const found = await collect(
      stopInstancesPorts(fakeSession, options).findInstances({ tags: { AutoStop: 'true' } }),
    );

    expect(found[0]).toEqual({
      id: 'i-1',
      state: 'running',
      launchedAt: '2026-11-20T06:00:00.000Z',
      tags: { AutoStop: 'true', Empty: '' },
      instanceType: 't3.micro',
      market: 'spot',
      rootDevice: 'ebs',
      canHibernate: true,
      stoppedAt: '2026-11-20T18:00:41.000Z',
      stateReason: 'Server.X: gone & lost',
    });
    expect(found.map(({ id }) => id)).toEqual(['i-1', 'i-2']);
    expect(asked[0]).toMatchObject({
      url: `https://ec2.${fakeSession.region}.amazonaws.com/`,
      body: {
        Action: 'DescribeInstances',
        Version: '2016-11-15',
        MaxResults: '1000',
        'Filter.1.Name': 'tag:AutoStop',
        'Filter.1.Value.1': 'true',
      },
    });
    expect(asked[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[^/]+\/ec2\/aws4_request, /,
    );
    expect(asked[1]?.body['NextToken']).toBe('t');
  });

  it('asks for many ids in steps of 200 filter values', async () => {
    const { asked, options } = fakeEc2Api(page(''));
    const instanceIds = Array.from({ length: 450 }, (_, index) => `i-${index}`);

    await collect(
      stopInstancesPorts(fakeSession, options).findInstances({ instanceIds, filters: { 'vpc-id': 'vpc-1' } }),
    );

    const ids = asked.map(
      ({ body }) => Object.keys(body).filter((key) => key.startsWith('Filter.2.Value.')).length,
    );
    expect(ids).toEqual([199, 199, 52]);
    expect(asked.every(({ body }) => body['Filter.1.Name'] === 'vpc-id')).toBe(true);
  });

  it('asks again where EC2 or the network fails for a moment, and says so when it goes on', async () => {
    const once = fakeEc2Api(new Error('socket hang up'), { status: 503, body: '' }, page(instance('i-1')));
    expect(await collect(stopInstancesPorts(fakeSession, once.options).findInstances({}))).toHaveLength(1);

    const always = fakeEc2Api(new Error('socket hang up'));
    await expect(
      collect(stopInstancesPorts(fakeSession, always.options).findInstances({})),
    ).rejects.toMatchObject({
      code: 'NetworkError',
      message: expect.stringContaining('cannot read the instances'),
    });
    expect(always.asked).toHaveLength(3);
  });

  it('takes an answer that is cut for none', async () => {
    const { options } = fakeEc2Api(page(instance('i-1')).slice(0, -40));

    await expect(collect(stopInstancesPorts(fakeSession, options).findInstances({}))).rejects.toMatchObject({
      code: 'UnknownError',
    });
  });
});

describe('a rehearsal', () => {
  it('is a DryRun, and allowed where EC2 says DryRunOperation', async () => {
    const stop = fakeEc2Api(refusal('DryRunOperation', 'Request would have succeeded', 412));
    const start = fakeEc2Api(refusal('UnauthorizedOperation', 'no', 403));

    await stopInstancesPorts(fakeSession, stop.options).stopInstances({
      ids: ['i-1'],
      hibernate: false,
      rehearse: true,
    });
    const refused = startInstancesPorts(fakeSession, start.options).startInstances({
      ids: ['i-1'],
      rehearse: true,
    });

    await expect(refused).rejects.toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
    expect(stop.asked[0]?.body).toMatchObject({
      Action: 'StopInstances',
      'InstanceId.1': 'i-1',
      DryRun: 'true',
    });
  });
});

describe('stop and start', () => {
  it('send exactly the given ids', async () => {
    const { asked, options } = fakeEc2Api('<x/>');

    await stopInstancesPorts(fakeSession, options).stopInstances({
      ids: ['i-1', 'i-2'],
      hibernate: true,
      rehearse: false,
    });
    await startInstancesPorts(fakeSession, options).startInstances({ ids: ['i-3'], rehearse: false });

    const common = { Version: '2016-11-15' };
    expect(asked.map(({ body }) => body)).toEqual([
      { ...common, Action: 'StopInstances', 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2', Hibernate: 'true' },
      { ...common, Action: 'StartInstances', 'InstanceId.1': 'i-3' },
    ]);
  });

  it('write tags and change types as EC2 numbers them', async () => {
    const { asked, options } = fakeEc2Api('<x/>');
    const ports = startInstancesPorts(fakeSession, options);

    await ports.tagInstances({ ids: ['i-1'], tags: { 'a b': 'c&d', e: '' } });
    await ports.changeInstanceType({ id: 'i-1', instanceType: 't3.small' });

    expect(asked[0]?.body).toMatchObject({
      'ResourceId.1': 'i-1',
      'Tag.1.Key': 'a b',
      'Tag.1.Value': 'c&d',
      'Tag.2.Key': 'e',
      'Tag.2.Value': '',
    });
    expect(asked[1]?.body).toMatchObject({ InstanceId: 'i-1', 'InstanceType.Value': 't3.small' });
  });

  it("throw EC2's own code", async () => {
    const { options } = fakeEc2Api(refusal('IncorrectInstanceState', 'not now'));

    const stop = stopInstancesPorts(fakeSession, options).stopInstances({
      ids: ['i-1'],
      hibernate: false,
      rehearse: false,
    });

    await expect(stop).rejects.toMatchObject({
      code: 'IncorrectInstanceState',
      message: 'cannot stop instance "i-1": not now',
    });
  });

  it.each([
    ['us-gov-west-1', 'https://ec2.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://ec2.cn-north-1.amazonaws.com.cn/'],
  ])('reach EC2 in %s', async (region, url) => {
    const { asked, options } = fakeEc2Api('<x/>');

    await startInstancesPorts({ ...fakeSession, region }, options).startInstances({
      ids: ['i-1'],
      rehearse: false,
    });

    expect(asked[0]?.url).toBe(url);
  });
});
