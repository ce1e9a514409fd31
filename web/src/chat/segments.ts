import type { TurnSentence, Warning } from '../api/types';

/** A piece of an answer: within one sentence, and under the same warnings. */
export interface Segment {
  text: string;
  sentence: TurnSentence | null;
  warnings: Warning[];
}

/** Cuts a text at the ends of its sentences and warnings. Nothing of it is left out. */
export function segmentsOf(text: string, sentences: readonly TurnSentence[], warnings: readonly Warning[]): Segment[] {
  const cuts = [...sentences, ...warnings].flatMap((range) => [range.start, range.end]);
  const places = [...new Set([0, ...cuts.filter((cut) => cut > 0 && cut < text.length), text.length])].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => {
    const start = places[index]!;
    const covers = (range: { start: number; end: number }): boolean => range.start <= start && range.end >= end;
    return {
      text: text.slice(start, end),
      sentence: sentences.find(covers) ?? null,
      warnings: warnings.filter(covers),
    };
  });
}
