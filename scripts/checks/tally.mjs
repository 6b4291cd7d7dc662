// Counts the outcome of a vitest run from its JSON report. Pure.

/**
 * A file that fails before its tests counts as one failure, and so does a run that fails in no test at all.
 * @param {string} report @param {number | null} status exit code of vitest
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function tallyOf(report, status) {
  if (report === '') return { passed: 0, failed: 1, skipped: 0 };
  const { testResults, numPassedTests, numFailedTests, numTotalTests } = JSON.parse(report);
  const brokenFiles = testResults.filter(
    ({ status: outcome, assertionResults }) => outcome === 'failed' && !assertionResults.some(({ status: one }) => one === 'failed'),
  ).length;
  const known = numFailedTests + brokenFiles;
  return {
    passed: numPassedTests,
    failed: known === 0 && status !== 0 ? 1 : known,
    skipped: numTotalTests - numPassedTests - numFailedTests,
  };
}
