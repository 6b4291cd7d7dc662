// What is said on the live channel `run`: the run's id alone means "there is news".

/** Said to the worker that holds the run. */
export const cancelNotice = (runId: string): string => `${runId} cancel`;
