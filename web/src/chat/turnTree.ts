import type { Turn } from '../api/types';

/** The turns from the first question to a turn, in order. */
export function branchTo(turns: readonly Turn[], head: string | null): Turn[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const branch: Turn[] = [];
  const seen = new Set<string>();
  for (let turn = byId.get(head ?? ''); turn && !seen.has(turn.id); turn = byId.get(turn.parentId ?? '')) {
    seen.add(turn.id);
    branch.unshift(turn);
  }

  return branch;
}

/** A turn and those that stand in its place on other branches, the oldest first. */
export function siblings(turns: readonly Turn[], turn: Turn): Turn[] {
  return turns.filter((other) => other.parentId === turn.parentId && other.role === turn.role).sort(byAge);
}

/** Where the branch ends that was grown last below a turn. */
export function leafBelow(turns: readonly Turn[], turn: Turn): Turn {
  const children = turns.filter((other) => other.parentId === turn.id).sort(byAge);
  const last = children.at(-1);
  return last ? leafBelow(turns, last) : turn;
}

/** With a turn added, or replaced where it is known. */
export function withTurn(turns: readonly Turn[], turn: Turn): Turn[] {
  const known = turns.some((other) => other.id === turn.id);
  return known ? turns.map((other) => (other.id === turn.id ? turn : other)) : [...turns, turn];
}

const byAge = (a: Turn, b: Turn): number => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);
