/** A point in time as its day, as the reader's language writes it. */
export const day = (at: string): string => new Date(at).toLocaleDateString(undefined, { dateStyle: 'medium' });

/** The day on which a film was taken, or since when it is here, which may be years later and is said to be that. */
export const takenOrAdded = (takenAt: string | null | undefined, createdAt: string): string =>
  takenAt ? day(takenAt) : `added ${day(createdAt)}`;
