import { describe, expect, it } from 'vitest';
import { branchTo, leafBelow, siblings, withTurn } from '../../../src/chat/turnTree';
import { turn } from './turns';

// q1 ─ a2 ─ q3 ─ a4        a second question with two answers
//    │         └ a5
//    └ a6 ─ q7             the first answer, once more
const turns = [
  turn('q1', null),
  turn('a2', 'q1'),
  turn('q3', 'a2'),
  turn('a4', 'q3'),
  turn('a5', 'q3'),
  turn('a6', 'q1'),
  turn('q7', 'a6'),
];
const ids = (list: { id: string }[]) => list.map((one) => one.id);

describe('a conversation', () => {
  it('shows the branch that ends in its head', () => {
    expect(ids(branchTo(turns, 'a4'))).toEqual(['q1', 'a2', 'q3', 'a4']);
    expect(ids(branchTo(turns, 'q7'))).toEqual(['q1', 'a6', 'q7']);
    expect(branchTo(turns, null)).toEqual([]);
    expect(branchTo(turns, 'unknown')).toEqual([]);
  });

  it('ends even where parents go in a circle', () => {
    expect(ids(branchTo([turn('a1', 'a2'), turn('a2', 'a1')], 'a1'))).toEqual(['a2', 'a1']);
  });

  it('knows the versions of a turn, the oldest first', () => {
    expect(ids(siblings(turns.toReversed(), turns[4]!))).toEqual(['a4', 'a5']);
    expect(ids(siblings(turns, turns[0]!))).toEqual(['q1']);
  });

  it('goes to the newest end below a version', () => {
    expect(leafBelow(turns, turns[1]!).id).toBe('a5');
    expect(leafBelow(turns, turns[5]!).id).toBe('q7');
    expect(leafBelow(turns, turns[6]!).id).toBe('q7');
  });

  it('takes a turn once', () => {
    const replaced = withTurn(turns, turn('a4', 'q3', { text: 'new' }));
    expect(replaced).toHaveLength(turns.length);
    expect(replaced[3]!.text).toBe('new');
    expect(withTurn(turns, turn('a8', 'q7'))).toHaveLength(turns.length + 1);
  });
});
