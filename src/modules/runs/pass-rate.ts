// pass / (pass + partial + fail); errors are left out, no graded run is null (spec 02 §11). Pure.
export interface StatusCounts {
  readonly pass: number;
  readonly partial: number;
  readonly fail: number;
}

/** Between 0 and 1, or null when nothing was graded. */
export function passRate({ pass, partial, fail }: StatusCounts): number | null {
  const graded = pass + partial + fail;
  return graded === 0 ? null : pass / graded;
}
