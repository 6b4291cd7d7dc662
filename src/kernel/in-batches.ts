// Work that goes on in batches until a batch is not full: sweeps, which leave what is too much for once to the next one.

export interface BatchBounds {
  readonly signal: AbortSignal;
  /** A batch that does fewer was the last one. */
  readonly size: number;
  readonly maxBatches: number;
}

/** `batch` answers how many it did. Returns how many all of them did. */
export async function inBatches({ signal, size, maxBatches }: BatchBounds, batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let round = 0; round < maxBatches && !signal.aborted; round += 1) {
    const count = await batch();
    total += count;
    if (count < size) break;
  }
  return total;
}
