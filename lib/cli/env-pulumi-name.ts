import { type CloudEnvironment, formatName, splitName } from '../model/cloud-name.ts';
import { UsageError } from '../model/errors.ts';
import { readDefaultOrganization } from '../pulumi-cloud/account.ts';
import type { PulumiCloud } from '../pulumi-cloud/call.ts';
import { environmentExists } from '../pulumi-cloud/environments.ts';
import type { Cli } from './cli.ts';

/** The service, and what names on the command line mean there. */
export interface CloudPlace {
  readonly cloud: PulumiCloud;
  /** Asked for once. */
  readonly defaultOrganization: () => Promise<string>;
  /** Throws UsageError for what is no name, and for one of two parts that means nothing or two things. */
  readonly find: (wanted: string) => Promise<CloudEnvironment>;
  /** The same for an environment that there is not yet: two parts are project and name. */
  readonly readNew: (wanted: string) => Promise<CloudEnvironment>;
}

/** Makes sense of names; `[organization/][project/]name[@version]`, with `pulumi://` before it or not. */
export function cloudPlace(cloud: PulumiCloud, cli: Cli): CloudPlace {
  let asked: Promise<string> | undefined;
  const defaultOrganization = () => {
    asked ??= readDefaultOrganization(cloud);
    return asked;
  };
  const place = { cloud, defaultOrganization };
  return {
    ...place,
    find: async (wanted) => {
      const [first, second] = await readingsOf(wanted, defaultOrganization);
      return second === undefined ? first : chooseReading({ first, second, wanted }, cloud, cli);
    },
    readNew: async (wanted) => (await readingsOf(wanted, defaultOrganization))[0],
  };
}

async function readingsOf(
  wanted: string,
  defaultOrganization: () => Promise<string>,
): Promise<readonly [CloudEnvironment, CloudEnvironment?]> {
  const name = splitName(wanted);
  if (name === undefined) {
    throw new UsageError(`"${wanted}" is no environment; write [organization/][project/]name[@version]`);
  }
  const { parts, ...version } = name;
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 3) return [{ organization: first, project: second, name: third, ...version }];
  const organization = await defaultOrganization();
  if (parts.length === 1) return [{ organization, project: 'default', name: first, ...version }];
  return [
    { organization, project: first, name: second, ...version },
    { organization: first, project: 'default', name: second, ...version },
  ];
}

interface TwoReadings {
  readonly first: CloudEnvironment;
  readonly second: CloudEnvironment;
  readonly wanted: string;
}

/** Two parts are a project's, or an organization's of project `default`: whichever there is, and never a guess. */
async function chooseReading(
  { first, second, wanted }: TwoReadings,
  cloud: PulumiCloud,
  cli: Cli,
): Promise<CloudEnvironment> {
  const readings = [first, second];
  const exist = await Promise.all(readings.map((reading) => environmentExists(cloud, reading)));
  const [found, other] = readings.filter((_, index) => exist[index]);
  if (found === undefined) {
    const [one, two] = readings.map(formatName);
    throw new UsageError(`there is no environment "${one}", nor "${two}", in Pulumi Cloud for this login`);
  }
  if (other !== undefined) {
    throw new UsageError(
      `"${wanted}" may be "${formatName(first)}" or "${formatName(second)}"; write all three parts`,
    );
  }
  if (found === second) cli.stderr.write(`warning: "${wanted}" is taken as "${formatName(second)}"\n`);
  return found;
}
