import { useState } from 'react';
import { fileAddress, getTags } from '../api/films';
import type { Film, Tag } from '../api/types';
import { Failure } from '../controls/Failure';
import { Dialog } from '../controls/Dialog';
import { useLoaded } from '../controls/useLoaded';

/** The file's attributes, to be searched; those of the patient are marked, private ones folded away. */
export function TagTable({ film, onClose }: { film: Film; onClose: () => void }) {
  const tags = useLoaded((signal) => getTags(film.id, signal), [film.id]);
  const [query, setQuery] = useState('');
  const matches = (tags.value ?? []).filter((tag) => isMatch(tag, query));
  const privateTags = matches.filter((tag) => tag.isPrivate);
  return (
    <Dialog title={`Tags of ${film.fileName}`} onClose={onClose} className="tags">
      <div className="row">
        <input
          type="search"
          aria-label="Search the tags"
          placeholder="Search by number, name or value"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <a href={fileAddress(film.id)} download={film.fileName}>
          Original file
        </a>
      </div>
      {film.notes.map((note) => (
        <p key={note} className="notice">
          {note}
        </p>
      ))}
      <Failure text={tags.error} />
      <Rows tags={matches.filter((tag) => !tag.isPrivate)} />
      {privateTags.length > 0 && (
        <details open={query !== ''}>
          <summary>{privateTags.length} private tags</summary>
          <Rows tags={privateTags} />
        </details>
      )}
      {tags.value?.length === 0 && <p className="quiet">This file has no tags: it is a picture, not DICOM.</p>}
    </Dialog>
  );
}

function Rows({ tags }: { tags: Tag[] }) {
  return (
    <table>
      <tbody>
        {tags.map((tag, index) => (
          <tr key={index}>
            <td className="mono">{tag.tag}</td>
            <td className="mono">{tag.vr}</td>
            <th scope="row">{tag.name}</th>
            <td>
              {tag.value} {tag.isPatient && <span className="mark">patient</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isMatch = (tag: Tag, query: string): boolean =>
  `${tag.tag} ${tag.name} ${tag.value}`.toLowerCase().includes(query.trim().toLowerCase());
