export type MetricMathCode = 'Syntax' | 'UnknownId' | 'Unsupported' | 'WrongType' | 'Circle';

/** An expression that cannot be computed here; `Unsupported` may still be something that CloudWatch computes. */
export class MetricMathError extends Error {
  override readonly name = 'MetricMathError';
  readonly code: MetricMathCode;

  constructor(code: MetricMathCode, message: string) {
    super(message);
    this.code = code;
  }
}
