import { useState } from 'react';
import { deleteUser } from '../api/house';
import type { Reader, User } from '../api/types';
import { Failure } from '../controls/Failure';
import { IconButton } from '../controls/IconButton';
import { day } from '../controls/day';
import type { Loaded } from '../controls/useLoaded';
import { FormDialog } from './FormDialog';
import { UserDialog } from './UserDialog';

interface Props {
  users: Loaded<User[]>;
  reader: Reader;
  onChange: () => void;
}

/** Who may log in, and as what. */
export function Users({ users, reader, onChange }: Props) {
  const [isAdding, setIsAdding] = useState(false);
  const [changing, setChanging] = useState<User | null>(null);
  const [deleting, setDeleting] = useState<User | null>(null);

  // Who changes or deletes themselves has no session any more.
  const done = (name: string): void => (name === reader.name ? window.location.assign('/') : onChange());
  return (
    <section aria-labelledby="house-users">
      <div className="house-head">
        <h2 id="house-users">Users</h2>
        <button type="button" onClick={() => setIsAdding(true)}>
          Add a user
        </button>
      </div>
      <Failure text={users.error} />
      {users.value?.length === 0 && (
        <p className="quiet">No users yet. Whoever sits at this machine needs none; everybody else does.</p>
      )}
      {users.value && users.value.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col">Since</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {users.value.map((user) => (
              <tr key={user.name}>
                <th scope="row">{user.name}</th>
                <td className="is-whole">{user.role}</td>
                <td className="is-whole">{day(user.createdAt)}</td>
                <td className="house-actions is-whole">
                  <IconButton icon="edit" label={`Change ${user.name}`} onClick={() => setChanging(user)} />
                  <IconButton icon="clear" label={`Delete ${user.name}`} onClick={() => setDeleting(user)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isAdding && <UserDialog user={null} users={users.value ?? []} onDone={done} onClose={() => setIsAdding(false)} />}
      {changing && <UserDialog user={changing} users={[]} onDone={done} onClose={() => setChanging(null)} />}
      {deleting && (
        <FormDialog
          title={`Delete ${deleting.name}`}
          action="Delete"
          onSubmit={async () => {
            await deleteUser(deleting.name);
            done(deleting.name);
          }}
          onClose={() => setDeleting(null)}
        >
          <p>
            {deleting.name} is logged out, and every API key of {deleting.name} ends. What {deleting.name} has done stays in the
            studies and in the audit.
          </p>
          {deleting.name === reader.name && <p className="warning">This is you.</p>}
        </FormDialog>
      )}
    </section>
  );
}
