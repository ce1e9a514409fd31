namespace RadSharp.Radiology.Labeling;

/// <summary>Finds what a sentence says of parts of the body: "the heart is enlarged", "normal mediastinal contours".</summary>
internal sealed class StructureStatements
{
    private const int FarthestSign = 16;
    private const int LongestSignBefore = 4;
    private const int MostUnknown = 4;

    private readonly SentenceReading _reading;
    private readonly List<(int Start, int End, Structure? Structure)> _names = [];
    private readonly List<(int Length, Sign Sign)> _signs = [];

    // The name that each word belongs to, or -1.
    private readonly int[] _nameAt;

    public StructureStatements(SentenceReading reading, Vocabulary vocabulary)
    {
        _reading = reading;
        _nameAt = new int[reading.Count];
        Array.Fill(_nameAt, -1);
        List<(int Length, Structure? Structure)> found = [];
        for (var start = 0; start < reading.Count;)
        {
            vocabulary.Structures.Match(reading.Words, start, found);
            if (found.Count == 0)
            {
                start++;
                continue;
            }

            var (length, structure) = found.MaxBy(entry => entry.Length);
            _nameAt.AsSpan(start, length).Fill(_names.Count);
            _names.Add((start, start + length, structure));
            start += length;
        }
    }

    /// <summary>Adds a place for each part of the body that something is said of: the words that say it.</summary>
    public void AddTo(List<Place> places)
    {
        foreach (var (start, end, structure) in _names)
        {
            if (structure is null)
            {
                continue;
            }

            var (before, after) = (SignBefore(structure, start), SignAfter(structure, end));
            var isBefore = after is null || before?.Distance <= after.Value.Distance;
            if ((isBefore ? before : after) is { } sign)
            {
                places.Add(new(structure.Findings, sign.Start, sign.End, structure.Trust, sign.Sign));
                _reading.StatementAt[start] = sign.Start >= end && !IsNoun(_reading.Words[sign.End - 1]);
            }
        }
    }

    // "The heart [size remains mildly] enlarged": fillers, a list's other parts and other structures may stand between, and a
    // few words that nothing is known of. Behind a comma, an "and" or a "but" it must still be about the same.
    private (int Start, int End, Sign Sign, int Distance)? SignAfter(Structure structure, int end)
    {
        var (isSteady, unknown) = (false, 0);
        for (var index = end; index < _reading.Count && index < end + FarthestSign;)
        {
            if (SignAt(structure, index) is { } sign)
            {
                // Not "the heart is displaced by a large effusion".
                return unknown > 0 && !EndsStatement(index + sign.Length)
                    ? null
                    : (index, index + sign.Length, sign.Sign, index - end);
            }

            if (_nameAt[index] >= 0)
            {
                index = _names[_nameAt[index]].End;
                continue;
            }

            var (word, next) = (_reading.Words[index], index + 1);
            var mustGoOn = _reading.TriggerKindsAt(index).HasFlag(TriggerKinds.Stop)
                || (IsLink(index) && (isSteady || unknown > 0));
            isSteady |= _reading.Is(index, WordKinds.Steady);
            unknown += mustGoOn || _reading.Is(index, WordKinds.Filler | WordKinds.Part | WordKinds.Steady) ? 0 : 1;
            if (word is ";" or "with" || unknown > MostUnknown || (mustGoOn && !GoesOn(structure, next)))
            {
                return null;
            }

            index = next;
        }

        return null;
    }

    private bool GoesOn(Structure structure, int next) =>
        next < _reading.Count && (_reading.Is(next, WordKinds.Filler) || SignAt(structure, next) is not null);

    // "Enlargement [of the] heart", "normal [heart size and] mediastinal contours": over a comma or an "and" only where a
    // structure stands before it.
    private (int Start, int End, Sign Sign, int Distance)? SignBefore(Structure structure, int start)
    {
        for (var index = start - 1; index >= 0 && index > start - FarthestSign;)
        {
            if (SignEndingAt(structure, index) is { } sign)
            {
                return (sign.Start, index + 1, sign.Sign, start - index - 1);
            }

            if (_nameAt[index] >= 0)
            {
                index = _names[_nameAt[index]].Start - 1;
            }
            else if (IsLink(index) ? JoinsParts(index) : IsBetween(index))
            {
                index--;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    // "Cardiac enlargement" is a thing that a list can name, not a statement.
    private static bool IsNoun(string word) => word.EndsWith("ment", StringComparison.Ordinal)
        || word.EndsWith("ence", StringComparison.Ordinal) || word.EndsWith("ing", StringComparison.Ordinal);

    private bool IsLink(int index) => _reading.Words[index] is "," or "and" or "or";

    private bool JoinsParts(int link) => link > 0 && !IsLink(link - 1) && !_reading.Is(link - 1, WordKinds.Verb)
        && (_nameAt[link - 1] >= 0 || _reading.Is(link - 1, WordKinds.Part)
            || (_reading.Words[link] != "," && _reading.Is(link - 1, WordKinds.Filler)));

    private bool IsBetween(int index) => _reading.Is(index, WordKinds.Filler | WordKinds.Part)
        && !_reading.Is(index, WordKinds.Verb) && _reading.Words[index] is not (":" or "no" or "not");

    private bool EndsStatement(int index) => index == _reading.Count || _reading.Divisions[index] != Division.None
        || _reading.Is(index, WordKinds.Verb | WordKinds.Steady | WordKinds.Relating) || _reading.TriggerAt[index] >= 0;

    private (int Length, Sign Sign)? SignAt(Structure structure, int index)
    {
        structure.Signs.Match(_reading.Words, index, _signs);
        return _signs.Count == 0 ? null : _signs.MaxBy(entry => entry.Length);
    }

    private (int Start, Sign Sign)? SignEndingAt(Structure structure, int last)
    {
        for (var start = last; start >= Math.Max(0, last + 1 - LongestSignBefore); start--)
        {
            structure.Signs.Match(_reading.Words, start, _signs);
            foreach (var (length, sign) in _signs)
            {
                if (start + length == last + 1)
                {
                    return (start, sign);
                }
            }
        }

        return null;
    }
}
