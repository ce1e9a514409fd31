import { useState } from 'react';
import { endKey, makeKey } from '../api/house';
import type { Key, User } from '../api/types';
import { Failure } from '../controls/Failure';
import { CopyButton } from '../controls/CopyButton';
import { IconButton } from '../controls/IconButton';
import { day } from '../controls/day';
import type { Loaded } from '../controls/useLoaded';
import { FormDialog } from './FormDialog';

interface Props {
  keys: Loaded<Key[]>;
  users: User[];
  onChange: () => void;
}

/** What programs show instead of a password. */
export function Keys({ keys, users, onChange }: Props) {
  const [isMaking, setIsMaking] = useState(false);
  const [ending, setEnding] = useState<Key | null>(null);
  const [made, setMade] = useState<Key | null>(null);
  const make = async (form: FormData): Promise<void> => {
    const days = String(form.get('days'));
    const wanted = { user: String(form.get('user')), label: String(form.get('label')).trim(), days: days ? Number(days) : null };
    setMade(await makeKey(wanted));
    onChange();
  };
  return (
    <section aria-labelledby="house-keys">
      <div className="house-head">
        <h2 id="house-keys">API keys</h2>
        <button type="button" disabled={users.length === 0} onClick={() => setIsMaking(true)}>
          Make a key
        </button>
      </div>
      <div className="house-status" role="status">
        {made && <Secret made={made} onClose={() => setMade(null)} />}
      </div>
      <Failure text={keys.error} />
      {keys.value?.length === 0 && (
        <p className="quiet">
          No keys yet. A program that shows one may do what its user may{users.length === 0 ? '; add a user first' : ''}.
        </p>
      )}
      {keys.value && keys.value.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">For</th>
              <th scope="col">User</th>
              <th scope="col">Since</th>
              <th scope="col">Until</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {keys.value.map((key) => (
              <tr key={key.id}>
                <th scope="row">{key.label}</th>
                <td>{key.user}</td>
                <td className="is-whole">{day(key.createdAt)}</td>
                <td className="is-whole">{key.expiresAt ? <Ending at={key.expiresAt} /> : 'for ever'}</td>
                <td className="house-actions is-whole">
                  <IconButton icon="clear" label={`End ${key.label}`} onClick={() => setEnding(key)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isMaking && (
        <FormDialog title="Make a key" action="Make" onSubmit={make} onClose={() => setIsMaking(false)}>
          <label className="field">
            What it is for
            <input name="label" required autoComplete="off" />
          </label>
          <label className="field">
            User
            <select name="user">
              {users.map((user) => (
                <option key={user.name} value={user.name}>
                  {user.name} ({user.role})
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            Days until it ends
            <input name="days" type="number" placeholder="never" />
          </label>
          <p className="quiet">Its secret is shown once, after this.</p>
        </FormDialog>
      )}
      {ending && (
        <FormDialog
          title={`End ${ending.label}`}
          action="End"
          onSubmit={async () => {
            await endKey(ending.id);
            setMade((before) => (before?.id === ending.id ? null : before));
            onChange();
          }}
          onClose={() => setEnding(null)}
        >
          <p>Programs that show this key of {ending.user} are refused from now on. It cannot be given back.</p>
        </FormDialog>
      )}
    </section>
  );
}

// In the page and not in a dialog, where a click beside it would lose it.
function Secret({ made, onClose }: { made: Key; onClose: () => void }) {
  return (
    <div className="notice secret">
      <p>
        The secret of “{made.label}”. It is never shown again: copy it now. Programs send it as{' '}
        <span className="mono">Authorization: Bearer …</span>
      </p>
      <p className="row">
        <code className="mono">{made.secret}</code>
        <CopyButton text={made.secret ?? ''} label="Copy the secret" />
        <button type="button" onClick={onClose}>
          I have it
        </button>
      </p>
    </div>
  );
}

function Ending({ at }: { at: string }) {
  return new Date(at) < new Date() ? <span className="mark">{day(at)}, over</span> : day(at);
}
