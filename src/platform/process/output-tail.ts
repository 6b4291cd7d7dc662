// Keeps the last bytes of a stream.

export class OutputTail {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    // Twice the size before anything is copied: a program that writes single bytes must not cost a copy for each.
    if (this.#bytes > 2 * this.#maxBytes || this.#parts.length > 4096) this.#trim();
  }

  text(): string {
    this.#trim();
    return Buffer.concat(this.#parts).toString('utf8');
  }

  #trim(): void {
    const kept = Buffer.concat(this.#parts).subarray(-this.#maxBytes);
    // A copy, so that the rest can be freed.
    this.#parts = [Buffer.from(kept)];
    this.#bytes = kept.length;
  }
}
