import type { PlainValue, Schema } from '../../esc/index.ts';
import type { AwsCredentials, AwsSession } from '../../model/credentials.ts';

/** What `aws-secrets` and `aws-parameter-store` have in common: where, as whom, and which values by name. */
export interface ValuesCall<Wanted> {
  readonly session: AwsSession;
  readonly wanted: readonly { readonly name: string; readonly value: Wanted }[];
}

const text: Schema = { type: 'string' };

/** Their inputs; `wanted` is the schema of one value of `get`. */
export function valuesInputs(wanted: Schema): Schema {
  return {
    type: 'object',
    properties: {
      region: text,
      login: {
        type: 'object',
        properties: { accessKeyId: text, secretAccessKey: text, sessionToken: text },
        required: ['accessKeyId', 'secretAccessKey'],
      },
      get: { type: 'object', additionalProperties: wanted },
    },
    required: ['region', 'login', 'get'],
    additionalProperties: false,
  };
}

/** Reads inputs that fit the schema. */
export function readValuesCall<Wanted>(
  inputs: PlainValue,
  readWanted: (fields: ReadonlyMap<string, PlainValue>) => Wanted,
): ValuesCall<Wanted> {
  const fields = fieldsOf(inputs);
  const login = fieldsOf(fields.get('login') ?? null);
  const sessionToken = login.get('sessionToken');
  const credentials: AwsCredentials = {
    accessKeyId: textOf(login.get('accessKeyId')),
    secretAccessKey: textOf(login.get('secretAccessKey')),
    ...(typeof sessionToken === 'string' ? { sessionToken } : {}),
  };
  return {
    session: { region: textOf(fields.get('region')), credentials: async () => credentials },
    wanted: [...fieldsOf(fields.get('get') ?? null)].map(([name, value]) => ({
      name,
      value: readWanted(fieldsOf(value)),
    })),
  };
}

/** A text; the empty one where there is none, which the schema rules out. */
export function textOf(value: PlainValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function fieldsOf(value: PlainValue): ReadonlyMap<string, PlainValue> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map<string, PlainValue>(Object.entries(value));
}
