import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { InvocationPorts, RunPlace } from '../run/handle-invocation.ts';
import type { StateStore } from '../run/plan-store.ts';
import type { Invocation } from '../run/run-slot.ts';
import { issuerTokenSource, openLambda } from './issuer.ts';
import { dynamoLedger } from './ledger.ts';
import { awsProviders } from './sts-providers.ts';

/** The app's parts that a function works with, by name. */
export interface LiveSettings {
  readonly ledger: string;
  readonly stateBucket: string;
  readonly deadLetters: string;
  readonly issueToken: string;
  readonly issuerUrl: string;
  readonly region: string;
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

/** The live ports of one invocation. Clients that are rarely needed are loaded only then. */
export function liveInvocation(input: {
  readonly settings: LiveSettings;
  readonly context: HostContext;
  readonly event: unknown;
}): LiveInvocation {
  const { settings, context, event } = input;
  const now = () => new Date();
  const [, partition = 'aws', , , account = ''] = context.invokedFunctionArn.split(':');
  return {
    event,
    place: { partition, account, region: settings.region },
    invocation: {
      requestId: context.awsRequestId,
      deadline: new Date(now().getTime() + context.getRemainingTimeInMillis()),
    },
    ports: {
      ledger: dynamoLedger(new DynamoDBClient({}), settings.ledger),
      state: lazyStateStore(settings.stateBucket),
      now,
      providers: (sessionPolicy, watch) =>
        awsProviders({
          tokens: issuerTokenSource(openLambda(), settings.issueToken),
          expected: { issuer: settings.issuerUrl },
          region: settings.region,
          fetch,
          ...watch,
          now,
          ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
        }),
      sendDeadLetter: async (outcome) => {
        const { sendDeadLetter } = await import('./dead-letters.ts');
        const { awsRequestId: requestId, invokedFunctionArn: functionArn } = context;
        await sendDeadLetter(settings.deadLetters, { event, requestId, functionArn, outcome, now: now() });
      },
    },
  };
}

function lazyStateStore(bucket: string): StateStore {
  const load = async () => (await import('./state-bucket.ts')).s3StateStore(bucket);
  return {
    put: async (key, body) => (await load()).put(key, body),
    get: async (key) => (await load()).get(key),
  };
}
