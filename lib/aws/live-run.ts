import type { Continuation } from '../run/continuation.ts';
import type { InvocationPorts, RunPlace } from '../run/handle-invocation.ts';
import type { Sts } from '../run/providers/sts.ts';
import type { Invocation } from '../run/run-slot.ts';
import { hostedAppPorts } from './app-ports.ts';
import { defaultProvider } from './function-credentials.ts';
import { hostedDecrypter } from './hosted-secrets.ts';
import { issuerTokenSource } from './issuer.ts';
import { type InvokeFunction, signedLambda } from './lambda-call.ts';
import { dynamoLedger } from './ledger.ts';
import { liveHost } from './signed-exchange.ts';
import { signedStateStore } from './state-bucket.ts';
import { hostedSts } from './sts-hosted.ts';
import { awsProviders } from './sts-providers.ts';
import { signedTable } from './table-signed.ts';

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
  /** In place of AWS's own addresses: a local stack. */
  readonly endpoints: Readonly<Record<'lambda' | 'sts' | 'states' | 'dynamodb' | 's3', string | undefined>>;
  /** ARN of what has slices done, where the job hands any out. */
  readonly stateMachine: string | undefined;
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
  const { endpoints, region } = settings;
  const host = liveHost({ region, credentials: defaultProvider() });
  const hostOf = (endpoint: string | undefined) => ({ ...host, endpoint });
  const invoke = signedLambda(hostOf(endpoints.lambda));
  const { send, sleep } = host;
  const sts = hostedSts({ region, send, sleep, ...endpointOf(endpoints.sts) });
  const table = signedTable(hostOf(endpoints.dynamodb));
  const ledger = dynamoLedger(table, settings.ledger);
  const state = signedStateStore(settings.stateBucket, hostOf(endpoints.s3));
  const app = hostedAppPorts({ ...settings, table, state });
  const providers = providersOf(settings, { invoke, sts, now });
  const credentials = defaultProvider();
  const openCloud: InvocationPorts['openCloud'] = async (environment) => {
    const { openWithRole } = await import('./pulumi-session.ts');
    const session = { region, credentials: defaultProvider() };
    return openWithRole(environment, { session, fetch, now, endpoint: settings.endpoints.sts });
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
        continueSlot: (next) => goOn(next, { invoke, functionArn, settings, now }),
      },
    };
  };
}

interface Surroundings {
  readonly invoke: InvokeFunction;
  readonly sts: Sts;
  readonly now: () => Date;
}

/** What environments of files may open: with tokens of their own issuer, and a reason when STS refuses one. */
function providersOf(
  { issuer, region, endpoint }: LiveSettings,
  { invoke, sts, now }: Surroundings,
): InvocationPorts['providers'] {
  return ({ sessionPolicy, audience, madeRoles, watch }) => {
    if (issuer === undefined) throw new Error('the function has no issuer of tokens');
    return awsProviders({
      tokens: issuerTokenSource(invoke, issuer.functionName),
      expected: { issuer: issuer.url, audience },
      region,
      endpoints: { all: endpoint },
      sts,
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

function endpointOf(endpoint: string | undefined): { readonly endpoint?: string } {
  return endpoint === undefined ? {} : { endpoint };
}

interface Hosted {
  readonly invoke: InvokeFunction;
  readonly functionArn: string;
  readonly settings: LiveSettings;
  readonly now: () => Date;
}

/** This very function again; where there are slices, after them, by the job's state machine. */
async function goOn(
  { event, slices }: Continuation,
  { invoke, functionArn, settings, now }: Hosted,
): Promise<void> {
  if (slices !== undefined) {
    const { startSlices } = await import('./state-machine.ts');
    const { stateMachine, region, endpoints } = settings;
    const session = { region, credentials: defaultProvider() };
    await startSlices(
      { stateMachine, event, slices },
      { session, fetch, now, ...endpointOf(endpoints.states) },
    );
    return;
  }
  const functionName = functionArn.split(':')[6] ?? functionArn;
  const message = `cannot invoke the function "${functionName}" to go on`;
  await invoke({ functionName, payload: event, waitsFor: 'nothing', message });
}
