import { type PlainValue, type Provider, secret } from '../../esc/index.ts';
import type { AwsSession } from '../../model/credentials.ts';
import { readValuesCall, textOf, valuesInputs } from './aws-values.ts';

/** One secret of AWS Secrets Manager. */
export interface WantedSecret {
  readonly secretId: string;
  readonly versionId?: string;
  readonly versionStage?: string;
}

/** AWS Secrets Manager; throws ServiceError with its code. */
export interface SecretStore {
  readonly readSecret: (session: AwsSession, wanted: WantedSecret) => Promise<string>;
}

const text = { type: 'string' } as const;

/** The provider `aws-secrets`: every secret by its name, as text; a JSON secret is read by `fn::fromJSON`. */
export function awsSecretsProvider(store: SecretStore): Provider {
  return {
    inputs: valuesInputs({
      type: 'object',
      properties: { secretId: text, versionId: text, versionStage: text },
      required: ['secretId'],
      additionalProperties: false,
    }),
    outputs: { type: 'object', additionalProperties: { type: 'string', secret: true } },
    open: async (inputs) => {
      const { session, wanted } = readValuesCall(inputs, readWanted);
      const read = wanted.map(async ({ name, value }) => {
        return [name, secret(await store.readSecret(session, value))] as const;
      });
      return Object.fromEntries(await Promise.all(read));
    },
  };
}

function readWanted(fields: ReadonlyMap<string, PlainValue>): WantedSecret {
  const versionId = textOf(fields.get('versionId'));
  const versionStage = textOf(fields.get('versionStage'));
  return {
    secretId: textOf(fields.get('secretId')),
    ...(versionId === '' ? {} : { versionId }),
    ...(versionStage === '' ? {} : { versionStage }),
  };
}
