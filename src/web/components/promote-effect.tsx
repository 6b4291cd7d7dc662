// What agents would notice if a bundle became active, compared with what they have now.
import { useQuery } from '@tanstack/react-query';
import { activeBundleQuery, bundleDiffQuery } from '../api/bundles.ts';
import type { Bundle, BundleDiff } from '../api/bundles.ts';
import { plural } from '../text/amounts.ts';

interface PromoteEffectProps {
  readonly org: string;
  readonly bundle: Bundle;
}

/** Nothing while it is not known, and where nothing is active. */
export function PromoteEffect({ org, bundle }: PromoteEffectProps) {
  const active = useQuery(activeBundleQuery(org, bundle.source, bundle.environment));
  const against = active.data?.rows[0]?.id;
  const { data: diff } = useQuery({ ...bundleDiffQuery(org, bundle.id, against ?? ''), enabled: against !== undefined });
  if (diff === undefined) return undefined;
  return diff.breaking ? (
    <p className="mt-2 font-medium text-fail">It breaks callers: {breakingWords(diff)}.</p>
  ) : (
    <p className="mt-2">Nothing that agents call now breaks.</p>
  );
}

function breakingWords({ removed, signatureChanged }: BundleDiff): string {
  const changed = signatureChanged.filter(({ breaking }) => breaking).length;
  return [
    ...(removed.length === 0 ? [] : [`${plural(removed.length, 'operation')} removed`]),
    ...(changed === 0 ? [] : [`${plural(changed, 'operation')} changed`]),
  ].join(', ');
}
