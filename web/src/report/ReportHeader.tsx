import { useState } from 'react';
import { getVersion, listVersions, textAddress } from '../api/reports';
import type { Report } from '../api/types';
import { Failure } from '../controls/Failure';
import { Dialog } from '../controls/Dialog';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { useLoaded } from '../controls/useLoaded';
import { countDifferences } from './differences';
import { isLocked, sections } from './editing';

interface Props {
  studyId: string;
  report: Report;
  isBusy: boolean;
  isSaved: boolean;
  showsDifferences: boolean;
  onDifferences: () => void;
  onDraft: () => void;
}

/** How the report stands, and what can be done with it as a whole. */
export function ReportHeader({ studyId, report, isBusy, isSaved, showsDifferences, onDifferences, onDraft }: Props) {
  const [showsVersions, setShowsVersions] = useState(false);
  const counts = countDifferences(report.sentences);
  return (
    <header className="report-header">
      <p>
        <span className={`status is-${report.status}`}>
          {isLocked(report) && <Icon name="lock" />}
          {report.status}
        </span>
        <button type="button" className="link" onClick={() => setShowsVersions(true)}>
          version {report.version}
        </button>
        <span className="quiet" role="status">
          {isBusy ? 'saving …' : isSaved ? 'saved' : 'not saved'}
        </span>
      </p>
      {report.signedBy ? (
        <p className="quiet">
          Signed by {report.signedBy}, {new Date(report.signedAt ?? 0).toLocaleString()}.{' '}
          <span className="mono" title={`SHA-256 ${report.sha256 ?? ''}`}>
            {report.sha256?.slice(0, 16)}…
          </span>
        </p>
      ) : (
        <p className="quiet">
          {report.draft ? `Drafted by ${report.draft.model}. ` : ''}
          {counts.open > 0 ? `${counts.open} not yet read, ` : ''}
          {counts.kept} kept, {counts.changed} changed, {counts.removed} taken out, {counts.added} added.
        </p>
      )}
      <div className="row">
        <button type="button" className="chip" aria-pressed={showsDifferences} onClick={onDifferences}>
          Differences to the draft
        </button>
        <IconButton
          icon="copy"
          label="Copy the report"
          onClick={() =>
            void fetch(textAddress(studyId)).then(async (answer) => navigator.clipboard.writeText(await answer.text()))
          }
        />
        <a className="chip" href={textAddress(studyId)} target="_blank" rel="noreferrer">
          Text
        </a>
        {!isLocked(report) && (
          <button type="button" className="chip" disabled={isBusy} onClick={onDraft}>
            Draft anew
          </button>
        )}
      </div>
      {showsVersions && <Versions studyId={studyId} onClose={() => setShowsVersions(false)} />}
    </header>
  );
}

/** Every version that was saved; none is ever overwritten. */
function Versions({ studyId, onClose }: { studyId: string; onClose: () => void }) {
  const versions = useLoaded((signal) => listVersions(studyId, signal), [studyId]);
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = useLoaded((signal) => (chosen === null ? Promise.resolve(null) : getVersion(studyId, chosen, signal)), [chosen]);
  return (
    <Dialog title="Versions of the report" onClose={onClose} className="versions">
      <Failure text={versions.error} />
      <div className="versions-body">
        <ul>
          {versions.value?.toReversed().map((version) => (
            <li key={version.version}>
              <button type="button" aria-pressed={chosen === version.version} onClick={() => setChosen(version.version)}>
                {version.version} · {version.status}
                <small>
                  {new Date(version.at).toLocaleString()}
                  {version.by ? ` · ${version.by}` : ''}
                </small>
              </button>
            </li>
          ))}
        </ul>
        <div tabIndex={0} role="region" aria-label="The chosen version">
          {shown.value ? (
            sections.map(({ id, label }) => {
              const sentences = shown.value!.sentences.filter((one) => one.section === id && one.state !== 'rejected');
              const text = sentences.map((sentence) => sentence.text).join(' ') || shown.value!.sections[id];
              return text ? (
                <section key={id}>
                  <h3>{label}</h3>
                  <p>{text}</p>
                </section>
              ) : null;
            })
          ) : (
            <p className="quiet">Choose a version.</p>
          )}
        </div>
      </div>
    </Dialog>
  );
}
