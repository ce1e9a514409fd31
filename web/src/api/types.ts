import type { components } from './schema';

/** The words of the API's document, as the page calls them. */
type Schemas = components['schemas'];

export type AuditEntry = Schemas['AuditEntry'];
export type Box = Schemas['FilmBox'];
export type Checklist = Schemas['Checklist'];
export type Conversation = Schemas['Conversation'];
export type Film = Schemas['Film'];
export type FindingReading = Schemas['FilmFinding'];
export type FindingState = Schemas['FindingMark'];
export type GreyWindow = Schemas['FilmWindow'];
export type Key = Schemas['Key'];
export type Model = Schemas['Model'];
export type NamedBox = Schemas['NamedBox'];
export type NewKey = Schemas['NewKey'];
export type NewUser = Schemas['NewUser'];
export type Preset = Schemas['FilmPreset'];
export type Question = Schemas['Question'];
export type Reader = Schemas['Me'];
export type Reading = Schemas['FilmFindings'];
export type Report = Schemas['Report'];
export type ReportSentence = Schemas['ReportSentence'];
export type ReportStatus = Schemas['ReportStatus'];
export type ReportVersion = Schemas['ReportVersion'];
export type Role = Schemas['ReaderRole'];
export type Section = Schemas['SectionName'];
export type SentenceChange = Schemas['SentenceChange'];
export type Study = Schemas['Study'];
export type StudySummary = Schemas['StudySummary'];
export type Tag = Schemas['FilmTag'];
export type Task = Schemas['TaskEntry'];
export type Turn = Schemas['Turn'];
export type TurnSentence = Schemas['TurnSentence'];
export type User = Schemas['User'];
export type Warning = Schemas['TurnWarning'];
