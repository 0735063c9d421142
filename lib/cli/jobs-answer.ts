import { ServiceError } from '../model/errors.ts';
import type { PlanReport } from '../run/plan-slot.ts';
import type { RunReport } from '../run/run-report.ts';

/** What a job's function answers. */
export type JobAnswer = RunReport | PlanReport;

/** Whether the answer tells of a plan, be it a failed one. */
export function isPlanReport(answer: JobAnswer): answer is PlanReport {
  return 'kind' in answer;
}

/** Reads a function's answer; a ServiceError where it is another version's or not ours at all. */
export function readAnswer(payload: unknown, job: string): JobAnswer {
  if (isAnswer(payload)) return payload;
  throw new ServiceError({
    code: 'UnknownAnswer',
    service: 'lambda',
    operation: 'Invoke',
    message: `the function of job "${job}" answers what this version does not know; deploy the app anew`,
  });
}

function isAnswer(payload: unknown): payload is JobAnswer {
  if (typeof payload !== 'object' || payload === null) return false;
  const fields = new Map<string, unknown>(Object.entries(payload));
  if (fields.get('kind') === 'planned') return Array.isArray(fields.get('lines'));
  const outcome = fields.get('outcome');
  return typeof outcome === 'object' && outcome !== null && typeof fields.get('slot') === 'string';
}
