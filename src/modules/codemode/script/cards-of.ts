// The cards of an open bundle, opened once and kept as long as the bundle is.
import { createCards } from '#modules/sources';
import type { OpenBundle, Operation } from '#modules/sources';

interface Cards {
  cardOf(operation: Operation, maxChars?: number): string;
}

const opened = new WeakMap<OpenBundle['operations'], Cards>();

export function cardsOf({ operations, manifest, schemas }: OpenBundle): Cards {
  const known = opened.get(operations);
  if (known) return known;
  const cards = createCards({ clientName: manifest.clientName, schemas });
  opened.set(operations, cards);
  return cards;
}
