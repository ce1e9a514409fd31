import { useState } from 'react';
import { listKeys, listUsers } from '../api/house';
import type { Reader } from '../api/types';
import { useLoaded } from '../controls/useLoaded';
import { AuditList } from './AuditList';
import { Keys } from './Keys';
import { Users } from './Users';

/** What an admin keeps: users, API keys and the audit. Whoever is none is told so. */
export default function HousePage({ reader }: { reader: Reader }) {
  return reader.role === 'admin' ? (
    <House reader={reader} />
  ) : (
    <main className="house">
      <h1>The house</h1>
      <p className="notice">
        Users, API keys and the audit are kept by an admin. You are {reader.name}, with the role {reader.role}. Ask an admin, or
        log in as one.
      </p>
    </main>
  );
}

function House({ reader }: { reader: Reader }) {
  // A change to one part shows in the others: a user's keys go with the user, and the audit notes it.
  const [changes, setChanges] = useState(0);
  const onChange = (): void => setChanges((before) => before + 1);
  const users = useLoaded(listUsers, [changes]);
  const keys = useLoaded(listKeys, [changes]);
  return (
    <main className="house">
      <h1>The house</h1>
      <Users users={users} reader={reader} onChange={onChange} />
      <Keys keys={keys} users={users.value ?? []} onChange={onChange} />
      <AuditList changes={changes} onRefresh={onChange} />
    </main>
  );
}
