import type { Report, ReportSentence, Section, SentenceChange } from '../api/types';

export const sections: { id: Section; label: string }[] = [
  { id: 'indication', label: 'Indication' },
  { id: 'technique', label: 'Technique' },
  { id: 'comparison', label: 'Comparison' },
  { id: 'findings', label: 'Findings' },
  { id: 'impression', label: 'Impression' },
  { id: 'addendum', label: 'Addendum' },
];

/** What the server is told of a report's sentences; one that it has not seen yet has no id. */
export const changesOf = (sentences: readonly ReportSentence[]): SentenceChange[] =>
  sentences
    .filter((sentence) => !isNew(sentence) || sentence.text.trim() !== '')
    .map(({ id, section, text, state }) => ({ id: id.startsWith(newPrefix) ? null : id, section, text, state }));

/** A sentence with new words: edited, unless they are the draft's own. */
export function withText(sentence: ReportSentence, text: string): ReportSentence {
  const isAsDrafted = sentence.draftText !== null && text.trim() === sentence.draftText.trim();
  return { ...sentence, text, state: isAsDrafted ? 'accepted' : 'edited' };
}

const newPrefix = 'new-';

export const isNew = (sentence: ReportSentence): boolean => sentence.id.startsWith(newPrefix);

/** An empty sentence of the reader's, at the end of a section. */
export function addedTo(
  sentences: readonly ReportSentence[],
  section: Section,
): { all: ReportSentence[]; added: ReportSentence } {
  const added: ReportSentence = {
    id: `${newPrefix}${sentences.length}-${Date.now()}`,
    section,
    text: '',
    draftText: null,
    origin: 'reader',
    state: 'edited',
    findings: [],
    boxes: [],
    warnings: [],
  };
  const last = sentences.findLastIndex((sentence) => sentence.section === section);
  const at = last < 0 ? sentences.length : last + 1;
  return { all: [...sentences.slice(0, at), added, ...sentences.slice(at)], added };
}

export const openSentences = (report: Report): ReportSentence[] =>
  report.sentences.filter((sentence) => sentence.state === 'open');

export const isLocked = (report: Report): boolean => report.status === 'final' || report.status === 'addendum';
