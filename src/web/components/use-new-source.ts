// The steps of a new source: it is made, then its document is uploaded; when that fails, it can be mended and sent again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { createSource } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { documentFacts } from '../text/document-facts.ts';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { EMPTY_SOURCE, newSourceOf, sourceFaults } from './source-draft.ts';
import type { SourceDraft } from './source-draft.ts';
import { EMPTY_UPLOAD, uploadFaults } from './upload-draft.ts';
import type { UploadDraft } from './upload-draft.ts';
import { useUpload } from './use-upload.ts';
import type { Upload } from './use-upload.ts';

export interface NewSourceForm {
  readonly source: SourceDraft;
  readonly document: UploadDraft;
  readonly hasDocument: boolean;
  readonly errors: Errors;
  readonly message: string | undefined;
  readonly isBusy: boolean;
  readonly made: Source | undefined;
  readonly upload: Upload;
  readonly setSource: (change: Partial<SourceDraft>) => void;
  readonly setDocument: (draft: UploadDraft) => void;
  readonly onSubmit: (event: FormEvent) => void;
}

export function useNewSource(org: string, onTrouble: () => void): NewSourceForm {
  const queries = useQueryClient();
  const [source, setSourceDraft] = useState<SourceDraft>(EMPTY_SOURCE);
  const [document, setDocumentDraft] = useState<UploadDraft>(EMPTY_UPLOAD);
  const [faults, setFaults] = useState<Errors>({});
  const upload = useUpload(org);
  const make = useMutation({
    mutationFn: () => createSource(org, newSourceOf(source)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['org', org, 'sources'] }),
  });
  const failure = make.error === null ? undefined : saveFailure(make.error);
  const hasDocument = document.document.text.trim() !== '';

  const submit = async (): Promise<void> => {
    const found = {
      ...(make.data === undefined ? sourceFaults(source) : {}),
      ...(hasDocument || make.data !== undefined ? uploadFaults(document) : {}),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return onTrouble();
    const made = make.data ?? (await make.mutateAsync().catch(() => undefined));
    if (made === undefined) return onTrouble();
    if (hasDocument && (await upload.send(made.slug, document)) === undefined) onTrouble();
    return undefined;
  };

  return {
    source,
    document,
    hasDocument,
    errors: { ...failure?.errors, ...upload.errors, ...faults },
    message: failure?.message ?? upload.message,
    isBusy: make.isPending || upload.isBusy,
    made: make.data,
    upload,
    setSource: (change) => {
      setSourceDraft((before) => ({ ...before, ...change }));
      setFaults({});
      if (make.isError) make.reset();
    },
    setDocument: (draft) => {
      setDocumentDraft(draft);
      setFaults({});
      upload.touch();
      if (draft.document.text !== document.document.text) setSourceDraft((before) => completed(before, draft.document.text));
    },
    onSubmit: (event) => {
      event.preventDefault();
      if (!make.isPending && !upload.isBusy) void submit();
    },
  };
}

/** What is still empty is taken from the document. */
function completed(source: SourceDraft, text: string): SourceDraft {
  if (source.name !== '' && source.baseUrl !== '') return source;
  const { title, serverUrl } = documentFacts(text);
  return {
    ...source,
    name: source.name === '' ? (title ?? '') : source.name,
    baseUrl: source.baseUrl === '' ? (serverUrl ?? '') : source.baseUrl,
  };
}
