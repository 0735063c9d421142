import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { InvocationPorts, RunPlace } from '../run/handle-invocation.ts';
import type { StateStore } from '../run/plan-store.ts';
import type { Invocation } from '../run/run-slot.ts';
import { hostedAppPorts } from './app-ports.ts';
import { hostedDecrypter } from './hosted-secrets.ts';
import { invokeWithoutWaiting } from './invoke.ts';
import { issuerTokenSource, openLambda } from './issuer.ts';
import { dynamoLedger } from './ledger.ts';
import { awsProviders } from './sts-providers.ts';

/** The app's parts that a function works with, by name. */
export interface LiveSettings {
  readonly ledger: string;
  readonly stateBucket: string;
  readonly deadLetters: string;
  /** Left out where Pulumi Cloud opens the job's environment. */
  readonly issuer: { readonly functionName: string; readonly url: string } | undefined;
  readonly region: string;
  /** In place of AWS's own endpoints: a local stack. */
  readonly endpoint: string | undefined;
  /** Only where the task may publish there. */
  readonly topic: string | undefined;
  /** Only where the app has one for the task's mails. */
  readonly configurationSet: string | undefined;
}

/** What of Lambda's context a run needs. */
interface HostContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly getRemainingTimeInMillis: () => number;
}

export interface LiveInvocation {
  readonly event: unknown;
  readonly invocation: Invocation;
  readonly place: RunPlace;
  readonly ports: InvocationPorts;
}

/** Makes the clients once; gives each invocation its ports. Clients that are rarely needed are loaded only then. */
export function openLiveRun(
  settings: LiveSettings,
): (input: { readonly context: HostContext; readonly event: unknown }) => LiveInvocation {
  const now = () => new Date();
  const client = new DynamoDBClient({});
  const ledger = dynamoLedger(client, settings.ledger);
  const lambda = openLambda();
  const state = lazyStateStore(settings.stateBucket);
  const app = hostedAppPorts({ ...settings, client, state });
  const providers = providersOf(settings, { lambda, now });
  const credentials = () => client.config.credentials();
  const openCloud: InvocationPorts['openCloud'] = async (environment) => {
    const { openWithRole } = await import('./pulumi-session.ts');
    return openWithRole(environment, { region: settings.region, fetch, now });
  };
  return ({ context, event }) => {
    const { awsRequestId: requestId, invokedFunctionArn: functionArn } = context;
    const [, partition = 'aws', , , account = ''] = functionArn.split(':');
    const sendDeadLetter: InvocationPorts['sendDeadLetter'] = async (outcome) => {
      const { sendDeadLetter: send } = await import('./dead-letters.ts');
      await send(settings.deadLetters, { event, requestId, functionArn, outcome, now: now() });
    };
    return {
      event,
      place: { partition, account, region: settings.region },
      invocation: { requestId, deadline: new Date(now().getTime() + context.getRemainingTimeInMillis()) },
      ports: {
        ledger,
        state,
        now,
        providers,
        decrypter: () => hostedDecrypter({ ...settings, credentials, fetch, now }),
        openCloud,
        sendDeadLetter,
        app,
        continueSlot: (next) => invokeWithoutWaiting(lambda, functionArn, next),
      },
    };
  };
}

interface Surroundings {
  readonly lambda: LambdaClient;
  readonly now: () => Date;
}

/** What environments of files may open: with tokens of their own issuer, and a reason when STS refuses one. */
function providersOf(
  { issuer, region, endpoint }: LiveSettings,
  { lambda, now }: Surroundings,
): InvocationPorts['providers'] {
  return ({ sessionPolicy, audience, madeRoles, watch }) => {
    if (issuer === undefined) throw new Error('the function has no issuer of tokens');
    return awsProviders({
      tokens: issuerTokenSource(lambda, issuer.functionName),
      expected: { issuer: issuer.url, audience },
      region,
      endpoints: { all: endpoint },
      fetch,
      diagnose: async (refusal) => {
        const { explainRefusal } = await import('./explain-refusal.ts');
        return explainRefusal(refusal, { issuerUrl: issuer.url, audience, madeRoles });
      },
      ...watch,
      now,
      ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    });
  };
}

function lazyStateStore(bucket: string): StateStore {
  let opened: Promise<StateStore> | undefined;
  const open = () => {
    opened ??= import('./state-bucket.ts').then(({ s3StateStore }) => s3StateStore(bucket));
    return opened;
  };
  return {
    put: async (key, body) => (await open()).put(key, body),
    get: async (key) => (await open()).get(key),
  };
}
