import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../model/errors.ts';
import type { StackOutputs } from './operator.ts';
import { callAsOperator } from './operator-call.ts';

/** Outputs of a stack; undefined where there is no such stack. */
export async function readStackOutputs(
  stackName: string,
  place: { readonly region?: string },
): Promise<StackOutputs | undefined> {
  const client = new CloudFormationClient(place);
  const message = `cannot read the stack "${stackName}"`;
  const call = { service: 'cloudformation', operation: 'DescribeStacks', message };
  try {
    const { Stacks = [] } = await callAsOperator(
      client.send(new DescribeStacksCommand({ StackName: stackName })),
      call,
    );
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (isUnknownStack(error)) return undefined;
    throw error;
  }
}

/** CloudFormation has no code of its own for it (API Reference, "DescribeStacks"). */
function isUnknownStack(error: unknown): boolean {
  return (
    error instanceof ServiceError && error.code === 'ValidationError' && / does not exist/.test(error.message)
  );
}
