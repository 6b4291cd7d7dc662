// Uploads a document and keeps what came of it: a bundle, or what is wrong with the document.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { uploadBundle } from '../api/bundles.ts';
import type { Diagnostic, Uploaded } from '../api/bundles.ts';
import { ApiError } from '../api/error.ts';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { newBundleOf } from './upload-draft.ts';
import type { UploadDraft } from './upload-draft.ts';

export interface Upload {
  readonly uploaded: Uploaded | undefined;
  /** Of a document that does not compile. */
  readonly diagnostics: readonly Diagnostic[];
  readonly errors: Errors;
  readonly message: string | undefined;
  readonly isBusy: boolean;
  /** What it answers is for who has more to do then; a refusal stands above. */
  readonly send: (slug: string, draft: UploadDraft) => Promise<Uploaded | undefined>;
  /** Call it when something was changed: what was said of fields no longer holds, what was said of the document is still read. */
  readonly touch: () => void;
}

export function useUpload(org: string): Upload {
  const queries = useQueryClient();
  const [isTouched, setTouched] = useState(false);
  const sending = useMutation({
    mutationFn: ({ slug, draft }: { slug: string; draft: UploadDraft }) => uploadBundle(org, newBundleOf(slug, draft)),
    // The state of the source, its bundles and its operations: all of it may be new, also after a failed one.
    onSettled: () => queries.invalidateQueries({ queryKey: ['org', org] }),
  });
  const failure = sending.error === null || isTouched ? undefined : saveFailure(sending.error);
  const diagnostics = diagnosticsOf(sending.error);
  return {
    uploaded: sending.data,
    diagnostics,
    errors: failure?.errors ?? {},
    message: diagnostics.length > 0 ? undefined : failure?.message,
    isBusy: sending.isPending,
    send: (slug, draft) => {
      setTouched(false);
      return sending.mutateAsync({ slug, draft }).catch(() => undefined);
    },
    touch: () => setTouched(true),
  };
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  const found = error instanceof ApiError && error.code === 'compile_failed' ? error.details['diagnostics'] : undefined;
  return Array.isArray(found) ? (found as readonly Diagnostic[]) : [];
}
