/** The part of the settings' schema that tells how much a run does by itself. */
export const scaleSettings = {
  scale: {
    enum: ['one-function', 'distributed'],
    description:
      'one-function: a run copies everything itself, in as many invocations as it takes. distributed: where there is much to copy, a state machine has many functions do it side by side. Default: one-function.',
  },
  distributeAbove: {
    type: 'integer',
    minimum: 1000,
    description: 'With scale: distributed: up to so many copies the run makes by itself. Default: 10000.',
  },
  slicesAtOnce: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description:
      'With scale: distributed: so many functions copy at once, about 1,000 objects each. Default: 16.',
  },
  toleratedSlicesPercent: {
    type: 'integer',
    minimum: 0,
    maximum: 100,
    description:
      'With scale: distributed: above this share of slices that failed four times no further one is begun; the run then copies what it can by itself and tells what failed. Default: 5.',
  },
} as const;
