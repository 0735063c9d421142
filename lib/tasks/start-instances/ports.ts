import type { InstanceReader, TagWriter } from '../stop-instances/ports.ts';
import type { Targetable } from '../stop-instances/target.ts';

export interface StartInstancesPorts extends InstanceReader, TagWriter, Targetable<StartInstancesPorts> {
  /** One StartInstances call: all of the instances are taken, or a ServiceError is thrown and none is. */
  readonly startInstances: (request: {
    readonly ids: readonly string[];
    /** Only asks whether it would be allowed. */
    readonly rehearse: boolean;
  }) => Promise<void>;
  /** Changes the type of a stopped instance. */
  readonly changeInstanceType: (request: {
    readonly id: string;
    readonly instanceType: string;
  }) => Promise<void>;
}
