import { describe, expect, test } from '@jest/globals';
import {
  commandTokenSource,
  fileTokenSource,
  type GithubActionsOptions,
  githubActionsTokenSource,
} from '../../lib/aws/token-sources.ts';

interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A fetch that answers from a list, in order, and keeps what it was asked. */
function createFetch(...answers: (Response | Error)[]) {
  const received: Received[] = [];
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    received.push({
      url: request.url,
      method: request.method,
      headers: request.headers,
      body: await request.text(),
    });
    const next = answers.shift() ?? new Error('nothing left');
    if (next instanceof Error) throw next;
    return next;
  };
  return { fetch: answer, received };
}

describe('fileTokenSource', () => {
  test('reads the file anew for every token', async () => {
    const contents = ['one\n', 'two'];
    const source = fileTokenSource('/var/token', async () => contents.shift() ?? '');

    expect([await source.token({}), await source.token({})]).toEqual(['one', 'two']);
    await expect(source.token({})).rejects.toMatchObject({
      code: 'TokenSourceFailed',
      message: 'cannot read the token file "/var/token": it holds none',
    });
  });

  test('names the file that cannot be read', async () => {
    const source = fileTokenSource('/var/token', async () => {
      throw Object.assign(new Error('secret text'), { code: 'ENOENT' });
    });

    await expect(source.token({})).rejects.toThrow('cannot read the token file "/var/token": ENOENT');
  });
});

describe('commandTokenSource', () => {
  test('takes what the command prints', async () => {
    expect(await commandTokenSource('mint', async () => 'a.b.c\n').token({})).toBe('a.b.c');
  });

  test('tells the exit code and nothing of the output', async () => {
    const source = commandTokenSource('mint', async () => {
      throw Object.assign(new Error('a.b.c was printed'), { code: 3 });
    });

    await expect(source.token({})).rejects.toThrow(
      /^cannot get a token from the command "mint": exit code 3$/,
    );
  });
});

describe('githubActionsTokenSource', () => {
  const options = {
    requestUrl: 'https://actions.example/token?api-version=2',
    requestToken: 'request-secret',
    audience: 'aws:acme',
  };

  test('asks for the audience with the job’s own request token', async () => {
    const { fetch, received } = createFetch(Response.json({ value: 'a.b.c' }));

    const token = await githubActionsTokenSource({ ...options, fetch }).token({});

    expect(token).toBe('a.b.c');
    expect(received[0]?.url).toBe('https://actions.example/token?api-version=2&audience=aws%3Aacme');
    expect(received[0]?.headers.get('authorization')).toBe('Bearer request-secret');
  });

  test.each([
    ['answered 403', new Response('request-secret', { status: 403 })],
    ['no answer from https://actions.example', new Error('request-secret')],
    ['answered no JSON object', new Response('request-secret')],
    ['it holds none', Response.json({ token: 'request-secret' })],
  ])('fails without telling a secret: %s', async (reason, answer) => {
    const source = githubActionsTokenSource({ ...options, fetch: createFetch(answer).fetch });
    const error: unknown = await source.token({}).catch((thrown) => thrown);

    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain('request-secret');
  });

  test('says which permission the job lacks', async () => {
    const without: GithubActionsOptions = { ...options, requestUrl: undefined, fetch: createFetch().fetch };

    await expect(githubActionsTokenSource(without).token({})).rejects.toThrow(
      'cannot get a token from GitHub Actions: the job needs "permissions: id-token: write"',
    );
  });
});
