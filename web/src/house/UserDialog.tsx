import { setUser } from '../api/house';
import type { Role, User } from '../api/types';
import { FormDialog } from './FormDialog';

interface Props {
  /** Who is changed; null for a new one. */
  user: User | null;
  /** Whose names are taken. */
  users: User[];
  onDone: (name: string) => void;
  onClose: () => void;
}

const roles: Record<Role, string> = {
  reader: 'reader: reads, asks and drafts',
  attending: 'attending: signs as well',
  admin: 'admin: keeps users, keys and the audit as well',
};

/** A new user, or another password and role for one. */
export function UserDialog({ user, users, onDone, onClose }: Props) {
  const save = async (form: FormData): Promise<void> => {
    const name = user?.name ?? String(form.get('name')).trim();

    // The server would take it for a change of the user who has that name.
    if (users.some((other) => other.name === name)) {
      throw new Error(
        `Expected a name that nobody has, found ${name}, who is there. Choose another, or change ${name} in the list.`,
      );
    }

    await setUser({ name, password: String(form.get('password')), role: form.get('role') as Role });
    onDone(name);
  };
  return (
    <FormDialog
      title={user ? `Password and role of ${user.name}` : 'Add a user'}
      action={user ? 'Change' : 'Add'}
      onSubmit={save}
      onClose={onClose}
    >
      {!user && (
        <label className="field">
          Name
          <input name="name" required autoComplete="off" />
        </label>
      )}
      <label className="field">
        {user ? 'New password' : 'Password'}
        <input name="password" type="password" required autoComplete="new-password" />
      </label>
      <label className="field">
        Role
        <select name="role" defaultValue={user?.role ?? 'reader'}>
          {Object.entries(roles).map(([role, label]) => (
            <option key={role} value={role}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <p className="quiet">
        {user
          ? `Both are set anew, and ${user.name} is logged out everywhere. API keys stay.`
          : 'A password of 10 characters or more.'}
      </p>
    </FormDialog>
  );
}
