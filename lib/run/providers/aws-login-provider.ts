import { type Provider, type Schema, secret } from '../../esc/index.ts';
import { type AwsLoginPorts, logIn } from './aws-login.ts';
import { readAwsLoginInputs } from './aws-login-inputs.ts';

const text: Schema = { type: 'string' };
const secretText: Schema = { type: 'string', secret: true };

const roleProperties = {
  roleArn: text,
  sessionName: text,
  duration: text,
  policyArns: { type: 'array', items: text },
  region: text,
} as const satisfies Record<string, Schema>;

const roleSchema = {
  type: 'object',
  required: ['roleArn', 'sessionName'],
  additionalProperties: false,
} as const;

/** What `fn::open::aws-login` takes: `oidc` or `static`, and a second role beyond it, if wanted. */
const inputs: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    oidc: {
      ...roleSchema,
      properties: { ...roleProperties, subjectAttributes: { type: 'array', items: text } },
    },
    static: {
      type: 'object',
      required: ['accessKeyId', 'secretAccessKey'],
      additionalProperties: false,
      properties: { accessKeyId: text, secretAccessKey: text, sessionToken: text },
    },
    assumeRole: { ...roleSchema, properties: { ...roleProperties, externalId: text } },
  },
};

/** All three are treated as secrets; `expiration` is our addition, ISO text. */
const outputs: Schema = {
  type: 'object',
  required: ['accessKeyId', 'secretAccessKey'],
  properties: {
    accessKeyId: secretText,
    secretAccessKey: secretText,
    sessionToken: secretText,
    expiration: text,
  },
};

/** The provider `aws-login` over the given ports. */
export function awsLoginProvider(ports: AwsLoginPorts): Provider {
  return {
    inputs,
    outputs,
    open: async (given, { rootEnvironment, currentEnvironment }) => {
      const imported = currentEnvironment === rootEnvironment ? {} : { currentEnvironment };
      const credentials = await logIn({ inputs: readAwsLoginInputs(given), ...imported }, ports);
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
      return {
        accessKeyId: secret(accessKeyId),
        secretAccessKey: secret(secretAccessKey),
        ...(sessionToken === undefined ? {} : { sessionToken: secret(sessionToken) }),
        ...(expiration === undefined ? {} : { expiration: expiration.toISOString() }),
      };
    },
  };
}
