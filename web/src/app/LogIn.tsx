import { useState, type FormEvent } from 'react';
import { describe } from '../api/problem';
import { logIn } from '../api/room';
import { Failure } from '../controls/Failure';

/** Name and password, where the server wants them. */
export function LogIn({ message, onDone }: { message: string; onDone: () => void }) {
  const [error, setError] = useState(message);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      await logIn(String(form.get('name')), String(form.get('password')));
      onDone();
    } catch (problem) {
      setError(describe(problem));
    }
  };
  return (
    <main className="log-in">
      <h1>RadSharp</h1>
      <form onSubmit={(event) => void submit(event)}>
        <Failure text={error} />
        <label className="field">
          Name
          <input name="name" autoComplete="username" required />
        </label>
        <label className="field">
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className="is-primary">
          Log in
        </button>
      </form>
    </main>
  );
}
