// Collects what the compiler has to say, in order, each thing once, and not without end.
import type { Diagnostic } from './compiled.ts';

const MAX_DIAGNOSTICS = 500;
const MAX_CHARS = 500;

export class DiagnosticList {
  readonly #kept = new Map<string, Diagnostic>();
  #places: readonly (readonly [string, string])[] = [];
  #leftOut = 0;
  #isFailed = false;

  get isFailed(): boolean {
    return this.#isFailed;
  }

  /** From now on, places that begin with the first are told as beginning with the second: where the document was uploaded with them. */
  renamePlaces(places: readonly (readonly [string, string])[]): void {
    this.#places = places;
  }

  warn(path: string, message: string): void {
    this.#add({ severity: 'warning', path, message: message.slice(0, MAX_CHARS) });
  }

  fail(path: string, message: string): void {
    this.#isFailed = true;
    this.#add({ severity: 'error', path, message: message.slice(0, MAX_CHARS) });
  }

  /** Errors first. */
  list(): Diagnostic[] {
    const all = [...this.#kept.values()];
    const rest: Diagnostic[] =
      this.#leftOut === 0 ? [] : [{ severity: 'warning', path: '', message: `${this.#leftOut} more warnings are not listed.` }];
    return [...all.filter(({ severity }) => severity === 'error'), ...all.filter(({ severity }) => severity === 'warning'), ...rest];
  }

  #add(told: Diagnostic): void {
    const [from = '', to = ''] = this.#places.find(([prefix]) => told.path.startsWith(prefix)) ?? [];
    const diagnostic = { ...told, path: `${to}${told.path.slice(from.length)}` };
    const key = `${diagnostic.path}\n${diagnostic.message}`;
    if (this.#kept.has(key)) return;
    if (diagnostic.severity === 'warning' && this.#kept.size >= MAX_DIAGNOSTICS) this.#leftOut += 1;
    else this.#kept.set(key, diagnostic);
  }
}
