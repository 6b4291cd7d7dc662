// Arguments that both ways to stage something share.
import { z } from 'zod';

const MAX_RATIONALE = 4000;
const MAX_EVIDENCE = 50;
const MAX_ID = 200;

export const rationaleArgument = z
  .string()
  .max(MAX_RATIONALE)
  .describe(
    'Why, in your own words, 10–4000 characters: what is wrong, what shows it, what this changes. A person reads it before approving',
  );

export const evidenceArgument = z
  .array(z.string().min(1).max(MAX_ID))
  .max(MAX_EVIDENCE)
  .optional()
  .describe(
    'Ids that show it, at most 50: of runs, criteria, tool calls and trace events (run_…, crit_…, call_…, evt_…), as diagnose_run names them',
  );
