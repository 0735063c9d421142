import type { Value } from '../esc/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { ServiceError } from '../model/errors.ts';
import type { LiveEnvironment, LiveOptions } from './run-open.ts';

/** Where environments are kept: files of this project, or a service. Every `env` command and `run` works on this port. */
export interface EnvironmentBackend {
  /** The environments that are there, by organization, project and name. */
  readonly list: (filter: EnvironmentFilter) => Promise<readonly EnvironmentTitle[]>;
  /** Throws UsageError where there is no such environment. */
  readonly read: (wanted: string) => Promise<StoredEnvironment>;
  /**
   * Replaces the text. With an error in it nothing is written and DocumentError is thrown; where the environment has
   * changed since it was read, `environmentChanged`. The answer holds warnings.
   */
  readonly write: (wanted: string, writing: EnvironmentWriting) => Promise<readonly Diagnostic[]>;
  /** Makes an empty environment. Throws UsageError where it exists or cannot have that name. */
  readonly create: (wanted: string) => Promise<EnvironmentTitle>;
  /** Removes it for good. Throws UsageError where there is none. */
  readonly remove: (wanted: string) => Promise<EnvironmentTitle>;
  /**
   * Evaluates a text as that of an environment, without calling a provider; what a provider would give is unknown.
   * Mistakes are in the answer.
   */
  readonly check: (wanted: string, text: string) => Promise<CheckedEnvironment>;
  /** Evaluates it and calls its providers; undefined where a provider failed, which is then already said. */
  readonly open: (wanted: string, options: LiveOptions) => Promise<LiveEnvironment | undefined>;
  /** The text of an environment with its ciphertexts opened. Throws ServiceError where this person may not. */
  readonly readDecrypted: (wanted: string) => Promise<StoredEnvironment>;
}

export interface EnvironmentFilter {
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
}

/** How an environment is called in full; files of a project belong to no organization. */
export interface EnvironmentTitle {
  readonly organization?: string;
  readonly project: string;
  readonly name: string;
}

export interface StoredEnvironment {
  readonly title: EnvironmentTitle;
  /** The file that holds it, as the person can open it. */
  readonly file?: string;
  /** YAML; what `env set --secret` has put in is encrypted. */
  readonly text: string;
  /** Changes with every change of the text. */
  readonly etag: string;
}

export interface EnvironmentWriting {
  readonly text: string;
  /** As it was read; without it the text is replaced whatever it is. */
  readonly etag?: string;
  /** Whether each `fn::secret` in plain text is encrypted before anything is stored. A service may do so always. */
  readonly encrypt: boolean;
}

export interface CheckedEnvironment {
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Somebody else has written the environment since it was read; nothing was overwritten. */
export function environmentChanged(title: EnvironmentTitle): ServiceError {
  return new ServiceError({
    code: 'Conflict',
    message: `"${formatTitle(title)}" has changed since it was read; nothing was written, do it again`,
    service: 'environments',
    operation: 'write',
  });
}

/** `[organization/]project/name`. */
export function formatTitle({ organization, project, name }: EnvironmentTitle): string {
  return [...(organization === undefined ? [] : [organization]), project, name].join('/');
}
