import { useState, type ReactNode } from 'react';
import { describe } from '../api/problem';
import { Failure } from '../controls/Failure';
import { Dialog } from '../controls/Dialog';

interface Props {
  title: string;
  /** What the button says that does it. */
  action: string;
  onSubmit: (form: FormData) => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that does one thing: it says what went wrong and stays, or closes when it is done. */
export function FormDialog({ title, action, onSubmit, onClose, children }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (form: FormData): Promise<void> => {
    setIsBusy(true);
    try {
      await onSubmit(form);
      onClose();
    } catch (problem) {
      setError(describe(problem));
      setIsBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="house-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(new FormData(event.currentTarget));
        }}
      >
        {children}
        <Failure text={error} />
        <div className="row is-end">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="is-primary" disabled={isBusy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
