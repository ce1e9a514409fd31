import { useState } from 'react';
import { auditAddress, listAudit } from '../api/house';
import { Link } from '../app/route';
import { Failure } from '../controls/Failure';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { More } from '../controls/More';
import { usePages } from '../controls/usePages';

interface Props {
  /** Read anew whenever it is another. */
  changes: number;
  onRefresh: () => void;
}

/** Who did what to which study, the latest first. */
export function AuditList({ changes, onRefresh }: Props) {
  const [query, setQuery] = useState('');
  const study = studyOf(query);
  const { shown, error, more } = usePages(listAudit, study, [changes]);
  return (
    <section className="audit" aria-labelledby="house-audit">
      <div className="house-head">
        <h2 id="house-audit">Audit</h2>
        <label className="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Only of the study"
            placeholder="A study, by its address"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
        <IconButton icon="again" label="Read the audit again" onClick={onRefresh} />
        <a href={auditAddress} download>
          All as CSV
        </a>
      </div>
      <Failure text={error} />
      {shown?.items.length === 0 && (
        <p className="quiet">{study ? 'Nothing was done to this study.' : 'Nothing was done yet.'}</p>
      )}
      {shown && shown.items.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Study</th>
              <th scope="col">To what</th>
              <th scope="col">Detail</th>
            </tr>
          </thead>
          <tbody>
            {shown.items.map((entry) => (
              <tr key={entry.id}>
                <td className="is-whole">
                  {new Date(entry.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
                </td>
                <td>{entry.who}</td>
                <td className="mono">{entry.action}</td>
                <td className="audit-study is-whole">
                  {entry.study && (
                    <>
                      <Link to={`/studies/${entry.study}`} className="mono">
                        {entry.study}
                      </Link>
                      {entry.study !== study && (
                        <IconButton icon="search" label={`Only ${entry.study}`} onClick={() => setQuery(entry.study!)} />
                      )}
                    </>
                  )}
                </td>
                <td className="mono">{entry.object}</td>
                <td>{entry.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More page={shown} onMore={more} />
    </section>
  );
}

// A study's name is the end of its address.
const studyOf = (query: string): string => query.trim().replace(/\/$/, '').split('/').at(-1)!;
