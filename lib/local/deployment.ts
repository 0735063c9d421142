import type { DeploymentAdmin } from '../aws/admin/deployment.ts';
import { LocalStackError } from './failure.ts';

/** A deployed job, as the stack's outputs name its parts. */
export interface DeployedJob {
  readonly job: string;
  readonly functionName: string;
  readonly logGroup: string;
  readonly rule: string;
}

export interface Deployment {
  readonly ledger: string;
  readonly stateBucket: string;
  readonly deadLetters: string;
  readonly issuerUrl: string;
  readonly signingKey: string;
  readonly jobs: readonly DeployedJob[];
}

/** Reads what was deployed from the outputs of its stacks. */
export async function readDeployment(admin: DeploymentAdmin, jobsStacks: number): Promise<Deployment> {
  const base = await admin.outputs('Nightshift');
  const names = Array.from({ length: jobsStacks }, (_, index) => `Nightshift-Jobs-${index + 1}`);
  const outputs = await Promise.all(names.map((name) => admin.outputs(name)));
  const jobs = outputs.flatMap((stack) =>
    Object.entries(stack)
      .filter(([name]) => name.startsWith('Job'))
      .map(([, value]): DeployedJob => JSON.parse(value)),
  );
  const read = (name: string): string => {
    const value = base[name];
    if (value === undefined) throw new LocalStackError(`the deployed stack has no output "${name}"`);
    return value;
  };
  return {
    ledger: read('Ledger'),
    stateBucket: read('StateBucket'),
    deadLetters: read('DeadLetters'),
    issuerUrl: read('IssuerUrl'),
    signingKey: read('SigningKey'),
    jobs,
  };
}
