/** One account and Region of several; what is left out is the job's own. */
export interface Target {
  readonly roleArn?: string;
  readonly region?: string;
  readonly externalId?: string;
}

/** Ports that can be had for another account and Region too. */
export interface Targetable<Ports> {
  readonly forTarget: (target: Target) => Ports;
}

/** `111122223333/eu-west-1`, or `own/…` for the job's own account. */
export function targetName({ roleArn, region }: Target): string {
  return `${roleArn?.split(':')[4] ?? 'own'}/${region ?? 'own'}`;
}
