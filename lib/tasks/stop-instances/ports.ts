import type { Targetable } from './target.ts';

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** An instance as DescribeInstances shows it, in our words. */
export interface ObservedInstance {
  readonly id: string;
  readonly state: InstanceState;
  /** ISO, UTC; of the last start. */
  readonly launchedAt: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly market: 'on-demand' | 'spot';
  readonly rootDevice: 'ebs' | 'instance-store';
  readonly canHibernate: boolean;
  /** ISO, UTC; when it was stopped, where EC2 says so. */
  readonly stoppedAt?: string;
  /** Why it is in this state, where EC2 says so: `Server.InsufficientInstanceCapacity: …`. */
  readonly stateReason?: string;
}

/** What is given must all match, as in DescribeInstances. */
export interface InstanceSelection {
  readonly instanceIds?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Any filter of DescribeInstances by its own name. */
  readonly filters?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

export interface InstanceReader {
  /** Every instance that matches, page by page. An id that does not exist is left out, not an error. */
  readonly findInstances: (selection: InstanceSelection) => AsyncIterable<ObservedInstance>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export interface TagWriter {
  /** Sets the tags on all of the instances, or throws a ServiceError. */
  readonly tagInstances: (request: {
    readonly ids: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
  }) => Promise<void>;
}

export interface StopInstancesPorts extends InstanceReader, TagWriter, Targetable<StopInstancesPorts> {
  /** One StopInstances call: all of the instances are taken, or a ServiceError is thrown and none is. */
  readonly stopInstances: (request: {
    readonly ids: readonly string[];
    readonly hibernate: boolean;
    /** Only asks whether it would be allowed. */
    readonly rehearse: boolean;
  }) => Promise<void>;
}
