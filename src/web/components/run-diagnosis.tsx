// Why a run did not pass and what can be done about it, from stored evidence: no model is asked.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { diagnosisQuery } from '../api/diagnosis.ts';
import type { Diagnosis } from '../api/diagnosis.ts';
import { paths } from '../api/paths.ts';
import { isFinished } from '../api/runs.ts';
import type { Run } from '../api/runs.ts';
import { plural } from '../text/amounts.ts';
import { CLASSIFICATION_SENTENCES } from '../text/tone.ts';
import { Button } from './button.tsx';
import { CatalogDiffView } from './catalog-diff-view.tsx';
import { DiagnosisActions } from './diagnosis-actions.tsx';
import { DiagnosisCalls } from './diagnosis-calls.tsx';
import { DiffList } from './diff-list.tsx';
import { DraftRegressionDialog } from './draft-regression-dialog.tsx';
import { EvidenceRef } from './evidence-ref.tsx';
import { FindingText } from './finding-text.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RemediationList } from './remediation-list.tsx';
import { SimilarFailures } from './similar-failures.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import type { Citation } from './trace-view.tsx';
import { usePage } from './use-page.ts';

interface RunDiagnosisProps {
  readonly org: string;
  readonly run: Run;
  readonly onCite: (citation: Citation) => void;
}

/** Nothing for a run that is under way, or passed. */
export function RunDiagnosis(props: RunDiagnosisProps) {
  const { status } = props.run;
  return isFinished(status) && status !== 'pass' ? <DiagnosisPanel {...props} /> : null;
}

function DiagnosisPanel({ org, run, onCite }: RunDiagnosisProps) {
  const { may } = usePage();
  const [isDrafting, setDrafting] = useState(false);
  const diagnosis = useQuery(diagnosisQuery(org, run.runId));
  return (
    <Panel
      title="Diagnosis"
      hint="by fixed rules, from the evidence"
      actions={may('editor') ? <Button onClick={() => setDrafting(true)}>Draft regression</Button> : undefined}
      flush
    >
      <Part name="the diagnosis" query={diagnosis} skeleton={<DiagnosisSkeleton />}>
        {(found) => <DiagnosisParts org={org} run={run} found={found} onCite={onCite} />}
      </Part>
      {isDrafting && <DraftRegressionDialog org={org} run={run} onClose={() => setDrafting(false)} />}
    </Panel>
  );
}

const DiagnosisSkeleton = () => (
  <div className="p-4">
    <TextSkeleton lines={6} />
  </div>
);

interface DiagnosisPartsProps extends RunDiagnosisProps {
  readonly found: Diagnosis;
}

function DiagnosisParts({ org, run, found, onCite }: DiagnosisPartsProps) {
  const isOther = found.currentVersionId !== null && found.currentVersionId !== found.version.id;
  return (
    <div className="divide-y divide-line">
      <Section title="Classification">
        <Classification org={org} found={found} onCite={onCite} />
      </Section>
      {found.suggestedActions.length > 0 && (
        <Section title="What to do">
          <DiagnosisActions org={org} run={run} actions={found.suggestedActions} />
        </Section>
      )}
      {found.remediations.length > 0 && (
        <Section title="What could be changed" note={isOther ? 'said of the version that ran; another is current' : undefined}>
          <RemediationList org={org} runId={run.runId} remediations={found.remediations} onCite={onCite} />
        </Section>
      )}
      <DiagnosisCalls found={found} onCite={onCite} />
      <Section title="Changes since the baseline">
        <ChangesSince org={org} found={found} />
      </Section>
      {found.similarFailures.length > 0 && (
        <Section title="Similar failures">
          <SimilarFailures org={org} failures={found.similarFailures} />
        </Section>
      )}
      {found.truncated && (
        <p className="bg-sunken px-4 py-2.5 text-sm text-muted">Not everything is shown: something was cut, or the trace has expired.</p>
      )}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

function Section({ title, note, children }: SectionProps) {
  return (
    <section aria-label={title} className="min-w-0 px-4 py-3">
      <h3 className="eyebrow mb-1.5">
        {title}
        {note !== undefined && ` · ${note}`}
      </h3>
      {children}
    </section>
  );
}

function Classification({ org, found, onCite }: Omit<DiagnosisPartsProps, 'run'>) {
  const { classification, classificationEvidence } = found;
  if (classification === null) return <p className="text-sm text-muted">This run was not classified.</p>;
  return (
    <div className="grid gap-1.5 text-sm">
      <p>
        <Tag>{classification}</Tag> {CLASSIFICATION_SENTENCES[classification]}
      </p>
      {classificationEvidence.length > 0 && (
        <ul className="grid gap-1 border-s-2 border-line ps-3">
          {classificationEvidence.map(({ type, id, note }) => (
            <li key={`${type}${id}${note}`} className="min-w-0 break-words">
              <FindingText text={note} /> <EvidenceRef org={org} id={id} runId={found.runId} onCite={onCite} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ChangesSince({ org, found }: { readonly org: string; readonly found: Diagnosis }) {
  const { baselineRunId, workflow, catalog } = found.changesSinceBaseline;
  if (baselineRunId === null) return <p className="text-sm text-muted">No earlier run passed, so there is nothing to compare with.</p>;
  return (
    <div className="grid gap-3">
      <p className="text-sm">
        <PageLink to={paths.compare(org, found.runId, baselineRunId)} className="link">
          Compare with the baseline
        </PageLink>{' '}
        <span className="data text-xs break-all text-faint">{baselineRunId}</span>
      </p>
      <ChangesOf what="workflow" amount={workflow.length}>
        <DiffList diff={workflow} />
      </ChangesOf>
      {catalog === null ? (
        <p className="text-sm text-muted">One of the two catalogs of the server is not known.</p>
      ) : (
        <ChangesOf what="catalog of the server" amount={catalog.added.length + catalog.removed.length + catalog.changed.length}>
          <CatalogDiffView diff={catalog} />
        </ChangesOf>
      )}
    </div>
  );
}

interface ChangesOfProps {
  readonly what: string;
  readonly amount: number;
  readonly children: ReactNode;
}

function ChangesOf({ what, amount, children }: ChangesOfProps) {
  if (amount === 0) return <p className="text-sm text-muted">The {what} is the same.</p>;
  return (
    <details className="min-w-0 text-sm">
      <summary className="hover:text-ink">
        The {what} changed in {plural(amount, 'place')}
      </summary>
      <div className="mt-2">{children}</div>
    </details>
  );
}
