// What a file says after a pull: what is the same stays as it was written, what changed becomes what the instance has. Pure.
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './config-file.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `wanted` leaves out what is as `defaults` says; a file may say it all the same, and goes on saying it. Names of secrets are the
 * file's own. A field that the instance does not have is taken out.
 */
export function mergeExport(written: unknown, wanted: unknown, defaults?: unknown): unknown {
  if (isDeepStrictEqual(written, wanted)) return written;
  if (Array.isArray(written) && Array.isArray(wanted)) return mergeLists(written, wanted);
  if (!isRecord(written) || !isRecord(wanted)) return wanted;
  if (isSecret(written) && isSecret(wanted)) return written;
  const usual: Fields = isRecord(defaults) ? defaults : {};
  const kept = Object.keys(written).flatMap((name) => keptField(name, { written, wanted, usual }));
  const added = Object.entries(wanted).filter(([name]) => !Object.hasOwn(written, name));
  return Object.fromEntries([...kept, ...added]);
}

const isSecret = (value: Fields): boolean => typeof value['secretEnv'] === 'string' && Object.keys(value).length === 1;

function keptField(
  name: string,
  { written, wanted, usual }: { written: Fields; wanted: Fields; usual: Fields },
): readonly (readonly [string, unknown])[] {
  if (wanted[name] !== undefined) return [[name, mergeExport(written[name], wanted[name], usual[name])]];
  if (!Object.hasOwn(usual, name)) return [];
  // The instance has the default: an object of which the file says a part says it as far.
  if (isRecord(written[name]) && isRecord(usual[name])) return [[name, mergeExport(written[name], {}, usual[name])]];
  return [[name, usual[name]]];
}

/** Items with a key are the same when it is; others by their place. */
function mergeLists(written: readonly unknown[], wanted: readonly unknown[]): unknown[] {
  const keyOf = (item: unknown): unknown => (isRecord(item) ? item['key'] : undefined);
  return wanted.map((item, index) => {
    const key = keyOf(item);
    const other = key === undefined ? written[index] : written.find((one) => keyOf(one) === key);
    return other === undefined ? item : mergeExport(other, item);
  });
}
