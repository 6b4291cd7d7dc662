// The same work for several rules: one that fails does not stand in front of the others, and the fact comes again.
export async function eachRule(ruleIds: readonly string[], work: (ruleId: string) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  for (const ruleId of ruleIds) {
    try {
      await work(ruleId);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
}
