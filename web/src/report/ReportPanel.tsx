import { useState } from 'react';
import type { Reader, ReportSentence, Section, Study } from '../api/types';
import { Failure } from '../controls/Failure';
import { IconButton } from '../controls/IconButton';
import { useShortcut } from '../shortcuts/useShortcut';
import { ReportHeader } from './ReportHeader';
import { SentenceField, SentenceLine } from './SentenceLine';
import { SignDialog } from './SignDialog';
import { addedTo, isLocked, openSentences, sections } from './editing';
import type { ReportEditing } from './useReport';

interface Props {
  study: Study;
  editing: ReportEditing;
  reader: Reader;
  onDraft: () => void;
  onOpen: () => void;
}

/** The report: the draft's sentences one by one, the reader's own beside them, and the signature below. */
export function ReportPanel({ study, editing, reader, onDraft, onOpen }: Props) {
  const { report } = editing;
  const [adding, setAdding] = useState<Section | null>(null);
  const [showsDifferences, setShowsDifferences] = useState(false);
  const [isSigning, setIsSigning] = useState(false);
  const locked = report !== null && isLocked(report);
  const isFixed = locked || editing.isDrafting;
  const next = report && !isFixed ? openSentences(report)[0] : undefined;
  const replace = (changed: ReportSentence): void => {
    if (report && !isFixed) {
      editing.change(report.sentences.map((sentence) => (sentence.id === changed.id ? changed : sentence)));
    }
  };
  const add = (section: Section, text: string): void => {
    if (report && !isFixed) {
      const { all, added } = addedTo(report.sentences, section);
      editing.change(all.map((sentence) => (sentence === added ? { ...added, text } : sentence)));
    }
  };
  useShortcut('panel.report', onOpen);
  useShortcut('report.accept', next ? () => replace({ ...next, state: 'accepted' }) : null);
  useShortcut('report.reject', next ? () => replace({ ...next, state: 'rejected' }) : null);
  useShortcut('report.sign', report && !locked ? () => setIsSigning(true) : null);

  if (!report) {
    return (
      <div className="report is-empty">
        <Failure text={editing.error} />
        <p className="quiet">{editing.isLoading ? 'Loading the report …' : 'There is no report yet.'}</p>
        {!editing.isLoading && (
          <button type="button" className="is-primary" disabled={editing.isBusy} onClick={onDraft}>
            {editing.isBusy ? 'Drafting …' : 'Draft the report'}
          </button>
        )}
      </div>
    );
  }

  return (
    <div className="report">
      <ReportHeader
        studyId={study.id}
        report={report}
        isBusy={editing.isBusy}
        isSaved={editing.saveAgain === null}
        showsDifferences={showsDifferences}
        onDifferences={() => setShowsDifferences(!showsDifferences)}
        onDraft={onDraft}
      />
      <Failure text={editing.error} />
      {editing.error && editing.saveAgain && !editing.theirs && !editing.isBusy && (
        <button type="button" onClick={editing.saveAgain}>
          Save again
        </button>
      )}
      {editing.theirs && (
        <div className="notice row" role="alertdialog" aria-label="Another version">
          <span>Version {editing.theirs.version} was saved meanwhile. Both are kept; which one goes on?</span>
          <button type="button" onClick={editing.takeTheirs}>
            Theirs
          </button>
          <button type="button" onClick={editing.keepMine}>
            Mine, on top of it
          </button>
        </div>
      )}
      <div className="report-sections">
        {sections.map(({ id, label }) => {
          const own = report.sentences.filter((sentence) => sentence.section === id);
          const isPlain = own.length === 0 && Boolean(report.sections[id]);
          if (id === 'addendum' && own.length === 0 && !isPlain) {
            return null;
          }

          return (
            <section key={id} aria-labelledby={`section-${id}`}>
              <h3 id={`section-${id}`}>
                {label}
                {!isFixed && <IconButton icon="plus" label={`Add a sentence to ${label}`} onClick={() => setAdding(id)} />}
              </h3>
              {isPlain && <p>{report.sections[id]}</p>}
              {id === 'indication' && own.length === 0 && !isFixed && study.indication && (
                <p className="quiet">
                  {study.indication}{' '}
                  <button type="button" className="link" onClick={() => add(id, study.indication ?? '')}>
                    Take it over
                  </button>
                </p>
              )}
              <ul>
                {own.map((sentence) => (
                  <SentenceLine
                    key={sentence.id}
                    sentence={sentence}
                    isLocked={isFixed}
                    showsDifferences={showsDifferences}
                    isNext={sentence.id === next?.id}
                    onChange={replace}
                  />
                ))}
                {adding === id && (
                  <li className="report-sentence">
                    <SentenceField
                      label={`New sentence in ${label}`}
                      start=""
                      onDone={(text) => {
                        setAdding(null);
                        if (text) {
                          add(id, text);
                        }
                      }}
                    />
                  </li>
                )}
              </ul>
            </section>
          );
        })}
      </div>
      <footer className="row is-end">
        {locked ? (
          <button type="button" onClick={() => setIsSigning(true)}>
            Add an addendum
          </button>
        ) : (
          <>
            {report.status === 'draft' && (
              <button type="button" disabled={editing.isBusy} onClick={() => void editing.makePreliminary()}>
                Make it preliminary
              </button>
            )}
            <button type="button" className="is-primary" disabled={editing.isBusy} onClick={() => setIsSigning(true)}>
              Sign …
            </button>
          </>
        )}
      </footer>
      {isSigning && <SignDialog report={report} editing={editing} reader={reader} onClose={() => setIsSigning(false)} />}
    </div>
  );
}
