import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { whyRefused } from './text-file.ts';

/** A plan as a person keeps it: which one it is, and the digest that seals its items. */
export interface PlanFile {
  readonly job: string;
  readonly slot: string;
  readonly planKey: string;
  readonly digest: string;
  /** The plan was made here and lies below `.nightshift/state`, not in the app's state bucket. */
  readonly local?: true;
}

/** Writes the file that `jobs run --plan` reads. A UsageError where it cannot be written. */
export function writePlanFile(file: string, plan: PlanFile, cwd: string): void {
  try {
    writeFileSync(resolve(cwd, file), `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`option --out: cannot write "${file}": ${whyRefused(error)}`);
  }
}

/** Reads a plan's file for a job. A UsageError where it is none, or another job's. */
export function readPlanFile(file: string, { job, cwd }: { job: string; cwd: string }): PlanFile {
  const plan = parsePlan(readText(file, cwd));
  if (plan === undefined)
    throw new UsageError(`option --plan: "${file}" is no plan; make one with: nightshift jobs plan --out`);
  if (plan.job === job) return plan;
  throw new UsageError(`option --plan: "${file}" is a plan of job "${plan.job}", not of "${job}"`);
}

function readText(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`option --plan: cannot read "${file}": ${whyRefused(error)}`);
  }
}

function parsePlan(text: string): PlanFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlan(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlan(value: unknown): value is PlanFile {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return ['job', 'slot', 'planKey', 'digest'].every((name) => typeof fields.get(name) === 'string');
}
