import { ServiceError } from '../model/errors.ts';
import type { ParameterStore } from '../run/providers/aws-parameter-store.ts';
import type { SecretStore } from '../run/providers/aws-secrets.ts';
import { callJson, type JsonCallPorts } from './sts-signed-call.ts';

/** AWS Secrets Manager, with the credentials that an environment's login gave. */
export function openSecretStore(ports: JsonCallPorts): SecretStore {
  return {
    readSecret: async (session, { secretId, versionId, versionStage }) => {
      const call = {
        session,
        service: 'secretsmanager',
        target: 'secretsmanager.GetSecretValue',
        input: { SecretId: secretId, VersionId: versionId, VersionStage: versionStage },
        message: `cannot read secret "${secretId}"`,
      };
      const answer = await callJson(call, ports);
      if (typeof answer['SecretString'] === 'string') return answer['SecretString'];
      const reason = 'it is binary, which an environment cannot hold';
      throw answerError({
        service: call.service,
        operation: 'GetSecretValue',
        message: `${call.message}: ${reason}`,
      });
    },
  };
}

/** AWS Systems Manager's Parameter Store, with the credentials that an environment's login gave. */
export function openParameterStore(ports: JsonCallPorts): ParameterStore {
  return {
    readParameter: async (session, { parameterName, decrypt }) => {
      const call = {
        session,
        service: 'ssm',
        target: 'AmazonSSM.GetParameter',
        input: { Name: parameterName, WithDecryption: decrypt },
        message: `cannot read parameter "${parameterName}"`,
      };
      const { Parameter } = await callJson(call, ports);
      const fields = new Map<string, unknown>(Object.entries(Parameter ?? {}));
      const text = fields.get('Value');
      if (typeof text !== 'string') {
        throw answerError({
          service: call.service,
          operation: 'GetParameter',
          message: `${call.message}: no value`,
        });
      }
      const kinds = { SecureString: 'secure', StringList: 'list' } as const;
      const type = fields.get('Type');
      return { kind: type === 'SecureString' || type === 'StringList' ? kinds[type] : 'text', text };
    },
  };
}

function answerError(fields: { service: string; operation: string; message: string }): ServiceError {
  return new ServiceError({ ...fields, code: 'NoValue' });
}
