// An upload as it is filled in, and what is wrong with it before it is sent.
import type { NewBundle } from '../api/bundles.ts';
import { DEFAULT_ENVIRONMENT } from '../api/sources.ts';
import type { SourceMode } from '../api/sources.ts';
import { parseJsonObject } from '../text/json-text.ts';
import type { Errors } from './form-errors.ts';

export interface DocumentDraft {
  readonly text: string;
  /** Null: the text was typed or pasted. */
  readonly file: { readonly name: string; readonly size: number } | null;
}

export interface UploadDraft {
  readonly document: DocumentDraft;
  readonly environment: string;
  readonly manifest: string;
  readonly overlay: string;
  readonly promote: boolean;
}

const MIB = 1024 * 1024;
/** What the server takes; room for the rest of the request is left. */
export const MAX_DOCUMENT_BYTES: Readonly<Record<SourceMode, number>> = { tools: 6 * MIB, code: 48 * MIB };
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,31}$/;

export const EMPTY_UPLOAD: UploadDraft = {
  document: { text: '', file: null },
  environment: DEFAULT_ENVIRONMENT,
  manifest: '',
  overlay: '',
  promote: false,
};

/** Field names are the server's. */
export function uploadFaults({ document, environment, manifest }: UploadDraft): Errors {
  const manifestFault = manifest.trim() === '' ? undefined : faultOf(parseJsonObject(manifest));
  return {
    ...(document.text.trim() === '' ? { openapi: 'must not be empty' } : {}),
    ...(ENVIRONMENT.test(environment) ? {} : { environment: 'must be 1-32 lower-case letters, digits and -, beginning with a letter' }),
    ...(manifestFault === undefined ? {} : { manifest: manifestFault }),
  };
}

export function newBundleOf(source: string, { document, environment, manifest, overlay, promote }: UploadDraft): NewBundle {
  const parsed = parseJsonObject(manifest);
  return {
    source,
    environment,
    openapi: document.text,
    promote,
    ...(parsed.ok ? { manifest: parsed.value } : {}),
    ...(overlay.trim() === '' ? {} : { overlay }),
  };
}

const faultOf = (parsed: ReturnType<typeof parseJsonObject>): string | undefined => (parsed.ok ? undefined : parsed.message);
