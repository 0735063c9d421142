import { type CloudEnvironment, readCloudName } from '../../model/cloud-name.ts';
import type { Job, JobsFile } from '../../model/job.ts';

/** What a run needs to know to have Pulumi Cloud open its job's environment; nothing for an environment of files. */
export function cloudOf(
  { environment }: Pick<Job, 'environment'>,
  { pulumiCloud }: Pick<JobsFile, 'pulumiCloud'>,
): { readonly cloud?: CloudEnvironment & { readonly url: string; readonly accessAs: string } } {
  const name = readCloudName(environment);
  if (name === undefined || pulumiCloud === undefined) return {};
  const { url, accessAs } = pulumiCloud;
  return { cloud: { ...name, url, accessAs } };
}
