// How deeply a covered tool was exercised: optional arguments, enumerated values and error answers. Pure.
import type { InputShape, Scalar, SeenUse, ToolDepth } from './coverage.ts';
import { latest } from './latest.ts';

/** `seen` of the considered runs; what the schema of today does not name is left out. */
export function measureDepth(shape: InputShape, seen: readonly SeenUse[]): ToolDepth {
  const given = new Set(seen.flatMap((use) => use.arguments));
  const missing = shape.optional.filter((path) => !given.has(path));
  const errorAt = seen.reduce<string | null>((last, use) => latest(last, use.errorAnswerAt), null);
  return {
    optionalArguments: { seen: shape.optional.length - missing.length, total: shape.optional.length, missing },
    enumValues: shape.enums.map(({ argument, values }) => {
      const used = valuesOf(seen, argument);
      return { argument, seen: values.filter((value) => used.has(value)), missing: values.filter((value) => !used.has(value)) };
    }),
    errorPaths: { exercised: errorAt !== null, last: errorAt },
  };
}

const valuesOf = (seen: readonly SeenUse[], argument: string): ReadonlySet<Scalar> =>
  new Set(seen.flatMap(({ values }) => values.flatMap((one) => (one.argument === argument ? one.values : []))));
