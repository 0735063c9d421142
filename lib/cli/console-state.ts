import type { OperatorState } from '../aws/operator-state.ts';
import type { SlotName, StoredPlan } from '../console/port.ts';
import { readMail } from '../report/read-mail.ts';
import type { PlanManifest } from '../run/plan-store.ts';

const MOST_PLANS = 10;

/** The plans that lie in the state bucket for a slot, the newest ones. */
export async function readStoredPlans(
  { job, slot }: SlotName,
  state: OperatorState,
): Promise<readonly StoredPlan[]> {
  const keys = (await state.list(`${job}/plans/${slot}-`)).filter((key) => key.endsWith('/plan.json'));
  const plans = await Promise.all(
    keys.slice(-MOST_PLANS).map(async (key): Promise<readonly StoredPlan[]> => {
      const text = await state.get(key);
      if (text === undefined) return [];
      // Plans that an older version made have no lines.
      const { items, digest, lines = [] }: Partial<PlanManifest> = JSON.parse(text);
      return items === undefined || digest === undefined ? [] : [{ key, digest, items, lines }];
    }),
  );
  return plans.flat();
}

/** What an error report's mail holds, of all that is stored with it. */
interface StoredMail {
  readonly html?: string;
  readonly mime?: string;
}

/** The mail of a slot as it was sent: whole, with its pictures, where it had any. */
export async function readStoredMail(
  { job, slot }: SlotName,
  state: OperatorState,
): Promise<string | undefined> {
  const text = await state.get(`${job}/reports/${slot}/mail.json`);
  if (text === undefined) return undefined;
  const { html, mime }: StoredMail = JSON.parse(text);
  return mime === undefined ? html : (await readMail(mime)).html;
}
