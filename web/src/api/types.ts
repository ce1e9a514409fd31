/** What the API says, in the words of its document. Everything the page knows about the server is in this folder. */

export type FindingState = 'present' | 'absent' | 'uncertain';

/** Normalized to the film, origin top left. */
export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface NamedBox {
  name: string;
  box: Box;
}

export interface Model {
  id: string;
  name: string;
  isDefault: boolean;
  isLoaded: boolean;
  findings: string[];
  description: string;
}

export interface Task {
  id: string;
  label: string;
  prompt: string;
  needs: 'finding' | 'region' | 'box' | null;
  group: string;
}

export interface GreyWindow {
  center: number;
  width: number;
}

export interface Preset extends GreyWindow {
  name: string;
}

export interface Film {
  id: string;
  fileName: string;
  width: number;
  height: number;
  view: string;
  notes: string[];
  bitsStored: number;
  minimum: number;
  maximum: number;
  window: GreyWindow | null;
  presets: Preset[];
  isInverted: boolean;
  /** Millimetres between rows, between columns. */
  pixelSpacing: [number, number] | null;
}

export type ReportStatus = 'draft' | 'preliminary' | 'final' | 'addendum';

export interface Study {
  id: string;
  title: string;
  indication: string | null;
  priorId: string | null;
  createdAt: string;
  films: Film[];
  conversationIds: string[];
  report: { status: ReportStatus; version: number } | null;
}

export interface StudySummary {
  id: string;
  title: string;
  createdAt: string;
  filmCount: number;
  /** The address of its first film's thumbnail. */
  thumbnail: string | null;
  reportStatus: ReportStatus | null;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Tag {
  tag: string;
  vr: string;
  name: string;
  value: string;
  isPrivate: boolean;
  isPatient: boolean;
}

export interface FindingReading {
  name: string;
  probability: number;
  state: FindingState;
  hasHeatMap: boolean;
}

export interface Reading {
  model: string;
  refusal: string | null;
  view: string;
  viewProbability: number | null;
  findings: FindingReading[];
  regions: NamedBox[];
}

export interface Checklist {
  version: number;
  findings: Record<string, FindingState | null>;
  readFirst: boolean;
  committedAt: string | null;
}

export type TurnStatus = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';

export interface TurnSentence {
  start: number;
  end: number;
  findings: string[];
  boxes: NamedBox[];
}

export interface Warning {
  kind: string;
  text: string;
  start: number;
  end: number;
}

export interface Turn {
  id: string;
  parentId: string | null;
  role: 'user' | 'assistant';
  text: string;
  task: string | null;
  box: Box | null;
  status: TurnStatus;
  finish: string | null;
  error: string | null;
  createdAt: string;
  model: string | null;
  sentences: TurnSentence[];
  warnings: Warning[];
  tokensPerSecond: number | null;
}

export interface Conversation {
  id: string;
  studyId: string;
  filmId: string;
  model: string | null;
  createdAt: string;
  head: string | null;
  turns: Turn[];
}

export interface Question {
  parentId: string | null;
  text?: string;
  task?: string;
  finding?: string;
  region?: string;
  box?: Box;
}

export type SentenceState = 'open' | 'accepted' | 'edited' | 'rejected';

export type Section = 'indication' | 'technique' | 'comparison' | 'findings' | 'impression' | 'addendum';

export interface ReportSentence {
  id: string;
  section: Section;
  text: string;
  draftText: string | null;
  origin: 'model' | 'reader';
  state: SentenceState;
  findings: string[];
  boxes: NamedBox[];
  warnings: Warning[];
}

export interface Report {
  studyId: string;
  version: number;
  status: ReportStatus;
  sections: Partial<Record<Section, string | null>>;
  sentences: ReportSentence[];
  draft: { model: string; at: string } | null;
  signedBy: string | null;
  signedAt: string | null;
  sha256: string | null;
  predecessor: number | null;
}

export interface SentenceChange {
  id?: string;
  section: Section;
  text: string;
  state: SentenceState;
}

export interface ReportVersion {
  version: number;
  status: ReportStatus;
  at: string;
  by: string | null;
}

export interface Reader {
  name: string;
  role: 'reader' | 'attending' | 'admin';
  isLocal: boolean;
}

export interface Queue {
  waiting: number;
  running: number;
  limit: number;
}
