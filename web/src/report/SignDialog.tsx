import { useState } from 'react';
import type { Reader, Report } from '../api/types';
import { Dialog } from '../controls/Dialog';
import { isLocked, openSentences } from './editing';
import type { ReportEditing } from './useReport';

interface Props {
  report: Report;
  editing: ReportEditing;
  reader: Reader;
  onClose: () => void;
}

/** Signs the report, or adds to one that is signed. Says before it what has not been read and what is in doubt. */
export function SignDialog({ report, editing, reader, onClose }: Props) {
  const isAddendum = isLocked(report);
  const [name, setName] = useState(reader.isLocal ? '' : reader.name);
  const [text, setText] = useState('');
  const open = openSentences(report);
  const warnings = report.sentences.filter((sentence) => sentence.state !== 'rejected').flatMap((sentence) => sentence.warnings);
  const finish = async (): Promise<void> => {
    await (isAddendum ? editing.addendum(text.trim(), name.trim()) : editing.sign(name.trim()));
    onClose();
  };
  return (
    <Dialog title={isAddendum ? 'Addendum' : 'Sign the report'} onClose={onClose} className="sign">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void finish();
        }}
      >
        {!isAddendum && open.length > 0 && (
          <div className="warning">
            <p>
              {open.length === 1 ? 'One sentence has' : `${open.length} sentences have`} not been accepted, edited or rejected.
              With your signature you take over:
            </p>
            <ul>
              {open.map((sentence) => (
                <li key={sentence.id}>{sentence.text}</li>
              ))}
            </ul>
          </div>
        )}
        {!isAddendum && warnings.length > 0 && (
          <ul className="warning">
            {warnings.map((warning, index) => (
              <li key={index}>{warning.text}</li>
            ))}
          </ul>
        )}
        {isAddendum && (
          <label className="field">
            What is added
            <textarea required rows={4} value={text} onChange={(event) => setText(event.target.value)} />
          </label>
        )}
        <label className="field">
          Your name
          <input required autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <p className="quiet">
          {isAddendum
            ? 'The signed report stays as it is; the addendum stands below it.'
            : 'Signing locks the text and records its SHA-256. Later changes are addenda.'}
        </p>
        <div className="row is-end">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="is-primary" disabled={editing.isBusy || !name.trim()}>
            {isAddendum ? 'Add' : 'Sign'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
