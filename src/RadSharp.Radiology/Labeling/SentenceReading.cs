namespace RadSharp.Radiology.Labeling;

/// <summary>What divides the words of a sentence.</summary>
internal enum Division : byte
{
    None,
    Or,
    And,
    Comma,
    With,
    Hard,
}

/// <summary>A place of a sentence that names a finding, and the word by whose surroundings it is judged.</summary>
/// <param name="Findings">Their names.</param>
/// <param name="Start">First word.</param>
/// <param name="End">Behind the last word.</param>
/// <param name="Trust">How far the phrase can be trusted.</param>
/// <param name="Sign">What is said of a part of the body; abnormal where the phrase names a finding.</param>
internal readonly record struct Place(string[] Findings, int Start, int End, Trust Trust, Sign Sign)
{
    public int Head => End - 1;
}

/// <summary>A sentence's words with what the vocabulary knows of them.</summary>
internal sealed class SentenceReading
{
    public SentenceReading(string sentence, Vocabulary vocabulary)
    {
        Words = SentenceWords.Of(sentence, vocabulary);
        Kinds = Array.ConvertAll(Words, word => vocabulary.Words.GetValueOrDefault(word));
        Divisions = new Division[Words.Length];
        TriggerAt = new int[Words.Length];
        Array.Fill(TriggerAt, -1);
        FindTriggers(vocabulary);
        for (var index = 0; index < Words.Length; index++)
        {
            Divisions[index] = DivisionAt(index);
        }

        StatementAt = new bool[Words.Length];
        Places = PhrasePlaces.In(this, vocabulary);
    }

    public string[] Words { get; }

    public WordKinds[] Kinds { get; }

    public Division[] Divisions { get; }

    /// <summary>Triggers in the order of the text; none overlaps another.</summary>
    public List<(int Start, int End, TriggerKinds Kinds)> Triggers { get; } = [];

    /// <summary>The trigger that each word belongs to, or -1.</summary>
    public int[] TriggerAt { get; }

    /// <summary>The places that name findings.</summary>
    public List<Place> Places { get; }

    /// <summary>Whether at each word a statement about a part of the body begins: "heart enlarged".</summary>
    public bool[] StatementAt { get; }

    public int Count => Words.Length;

    public bool Is(int index, WordKinds kinds) => (Kinds[index] & kinds) != 0;

    /// <summary>The kinds of the trigger that a word belongs to.</summary>
    public TriggerKinds TriggerKindsAt(int index) => TriggerAt[index] < 0 ? TriggerKinds.None : Triggers[TriggerAt[index]].Kinds;

    /// <summary>Whether a finding is named within a part of the sentence.</summary>
    public bool HasPlaceIn(int start, int end) => Places.Exists(place => place.Head >= start && place.Head < end);

    // At each word the longest phrase wins; what it covers begins no other.
    private void FindTriggers(Vocabulary vocabulary)
    {
        List<(int Length, TriggerKinds Value)> found = [];
        for (var start = 0; start < Words.Length;)
        {
            vocabulary.Triggers.Match(Words, start, found);
            if (found.Count == 0)
            {
                start++;
                continue;
            }

            var length = found.Max(entry => entry.Length);
            var kinds = found.Where(entry => entry.Length == length)
                .Aggregate(TriggerKinds.None, (all, entry) => all | entry.Value);
            TriggerAt.AsSpan(start, length).Fill(Triggers.Count);
            Triggers.Add((start, start + length, kinds));
            start += length;
        }
    }

    private Division DivisionAt(int index)
    {
        if (TriggerAt[index] >= 0)
        {
            return TriggerKindsAt(index).HasFlag(TriggerKinds.Stop) ? Division.Hard
                : TriggerKindsAt(index).HasFlag(TriggerKinds.Versus) ? Division.Or
                : Division.None;
        }

        return Words[index] switch
        {
            ";" or ":" => Division.Hard,
            "," or "(" or ")" => Division.Comma,
            "and" => Division.And,
            "with" when index == 0 || Words[index - 1] is not ("consistent" or "compatible") => Division.With,
            "or" => Division.Or,
            _ => Division.None,
        };
    }
}
