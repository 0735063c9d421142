// The loop that Lambda runs around a handler, by its Runtime API: ask for an event, answer, ask again. Lambda's own asks for
// `http` by `require`; an `import` of it loads undici as well, on Node 22, for the loop and all that comes after it.
import { createRequire } from 'node:module';

const [, , bundle, loading] = process.argv;
const http = loading === 'import' ? await import('node:http') : createRequire(import.meta.url)('node:http');
const { request } = http;
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path: `/2018-06-01/runtime/${path}` }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ headers: answer.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const { handler } = await import(bundle);
for (;;) {
  const { headers, text } = await call('GET', 'invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const context = {
    awsRequestId: id,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
  };
  try {
    await call('POST', `invocation/${id}/response`, JSON.stringify(await handler(JSON.parse(text), context)));
  } catch (error) {
    const failure = { errorType: error.name, errorMessage: error.message };
    await call('POST', `invocation/${id}/error`, JSON.stringify(failure));
  }
}
