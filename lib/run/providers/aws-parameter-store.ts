import { type PlainValue, type Provider, secret } from '../../esc/index.ts';
import type { AwsSession } from '../../model/credentials.ts';
import { readValuesCall, textOf, valuesInputs } from './aws-values.ts';

/** One parameter of AWS Systems Manager; the name may end in `:version` or `:label`. */
export interface WantedParameter {
  readonly parameterName: string;
  readonly decrypt: boolean;
}

/** `list`: a StringList. Only a SecureString is secret. */
export interface Parameter {
  readonly kind: 'text' | 'secure' | 'list';
  readonly text: string;
}

/** AWS Systems Manager's Parameter Store; throws ServiceError with its code. */
export interface ParameterStore {
  readonly readParameter: (session: AwsSession, wanted: WantedParameter) => Promise<Parameter>;
}

/** The provider `aws-parameter-store`: every parameter by its name, a StringList as a list of texts. */
export function awsParameterStoreProvider(store: ParameterStore): Provider {
  return {
    inputs: valuesInputs({
      type: 'object',
      properties: { name: { type: 'string' }, decrypt: { type: 'boolean' } },
      required: ['name'],
      additionalProperties: false,
    }),
    outputs: {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    },
    open: async (inputs) => {
      const { session, wanted } = readValuesCall(inputs, readWanted);
      const read = wanted.map(async ({ name, value }) => {
        return [name, toOutput(await store.readParameter(session, value))] as const;
      });
      return Object.fromEntries(await Promise.all(read));
    },
  };
}

function readWanted(fields: ReadonlyMap<string, PlainValue>): WantedParameter {
  return { parameterName: textOf(fields.get('name')), decrypt: fields.get('decrypt') === true };
}

function toOutput({ kind, text }: Parameter): PlainValue {
  switch (kind) {
    case 'text':
      return text;
    case 'secure':
      return secret(text);
    case 'list':
      return text.split(',');
    default:
      return kind satisfies never;
  }
}
