// An entry as its reader found it, before variables and secrets are looked at: the same for every client.
import type { KnownInputs } from './variables.ts';

export interface RemoteDraft {
  readonly kind: 'remote';
  readonly transport: 'streamable_http' | 'sse';
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly known: KnownInputs;
  readonly oauth?: { readonly clientId?: string | undefined; readonly scopes?: readonly string[] | undefined } | undefined;
}

export interface ProgramDraft {
  readonly kind: 'program';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly known: KnownInputs;
}

export interface SkippedDraft {
  readonly kind: 'skipped';
  readonly reason: string;
}

export type Draft = (RemoteDraft | ProgramDraft | SkippedDraft) & { readonly notes: readonly string[] };

export interface NamedDraft {
  readonly name: string;
  readonly source: string | null;
  readonly draft: Draft;
}

export const skippedDraft = (reason: string): Draft => ({ kind: 'skipped', reason, notes: [] });
