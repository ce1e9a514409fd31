using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Labeling;

/// <summary>Says of each finding that a sentence names whether it is present, uncertain or absent.</summary>
internal static class MentionReader
{
    private const int NearestAlternative = 4;

    /// <summary>Adds the mentions of a sentence, each with how far it can be trusted.</summary>
    public static void Read(string sentence, Vocabulary vocabulary, List<(FindingMention Mention, Trust Trust)> mentions)
    {
        var reading = new SentenceReading(sentence, vocabulary);
        if (reading.Places.Count == 0 || reading.Triggers.Exists(trigger => trigger.Kinds.HasFlag(TriggerKinds.IgnoredSentence)))
        {
            return;
        }

        var marks = new Marks[reading.Count];
        foreach (var (start, end, kinds) in reading.Triggers)
        {
            Mark(reading, marks, start, end, kinds);
        }

        MarkAlternatives(reading, marks);
        foreach (var place in reading.Places)
        {
            if (StateOf(place, reading, marks[place.Head]) is { } state)
            {
                var phrase = string.Join(' ', reading.Words[place.Start..place.End]);
                foreach (var finding in place.Findings)
                {
                    var isGone = finding == CheXpertFinding.SupportDevices.Name && marks[place.Head].HasFlag(Marks.Removed);
                    mentions.Add((new(finding, isGone ? FindingState.Absent : state, phrase, sentence), place.Trust));
                }
            }
        }
    }

    private static FindingState? StateOf(Place place, SentenceReading reading, Marks marks) => place.Sign switch
    {
        _ when marks.HasFlag(Marks.Ignored) => null,
        _ when marks.HasFlag(Marks.Undecided) => FindingState.Uncertain,
        Sign.Normal => IsDenied(place, reading) || marks.HasFlag(Marks.Uncertain) ? FindingState.Uncertain : FindingState.Absent,
        _ when marks.HasFlag(Marks.Absent) => FindingState.Absent,
        _ when marks.HasFlag(Marks.Uncertain) => FindingState.Uncertain,
        _ when place.Trust == Trust.Doubtful || place.Sign == Sign.Doubtful => FindingState.Uncertain,
        _ => FindingState.Present,
    };

    // "Not normal": what else denies a finding nearby says nothing against a part of the body that is normal.
    private static bool IsDenied(Place place, SentenceReading reading) =>
        place.Start > 0 && reading.TriggerKindsAt(place.Start - 1).HasFlag(TriggerKinds.AbsentWord);

    private static void Mark(SentenceReading reading, Marks[] marks, int start, int end, TriggerKinds kinds)
    {
        const TriggerKinds Before = TriggerKinds.AbsentBefore | TriggerKinds.AbsentWord | TriggerKinds.UncertainBefore
            | TriggerKinds.UncertainWord | TriggerKinds.UndecidedBefore | TriggerKinds.RemovedBefore | TriggerKinds.IgnoredBefore;
        const TriggerKinds After = TriggerKinds.AbsentAfter | TriggerKinds.UncertainAfter | TriggerKinds.UndecidedAfter
            | TriggerKinds.RemovedAfter;
        if (kinds.HasFlag(TriggerKinds.Nothing))
        {
            return;
        }

        if (kinds.HasFlag(TriggerKinds.Versus))
        {
            MarkVersus(reading, marks, start, end);
        }

        // "Pneumothorax: no."
        if (kinds.HasFlag(TriggerKinds.AbsentBefore) && end == reading.Count && start > 0 && reading.Words[start - 1] == ":")
        {
            Add(marks, Scope.StartBefore(reading, start - 1), start, Marks.Absent);
            return;
        }

        // A word that may stand on either side of what it speaks of speaks of what follows, if anything does.
        if ((kinds & Before) != 0)
        {
            var isAbsent = (kinds & (TriggerKinds.AbsentBefore | TriggerKinds.AbsentWord)) != 0;
            var isList = (kinds & (TriggerKinds.AbsentWord | TriggerKinds.UncertainWord)) == 0;
            var scopeEnd = Scope.EndAfter(reading, end, isList, isAbsent);
            if ((kinds & After) == 0 || reading.HasPlaceIn(end, scopeEnd))
            {
                Add(marks, end, scopeEnd, MarksOf(kinds & Before));
                return;
            }
        }

        if ((kinds & After) != 0)
        {
            Add(marks, Scope.StartBefore(reading, start), start, MarksOf(kinds & After));
        }
    }

    private static Marks MarksOf(TriggerKinds kinds) =>
        Mark(kinds, TriggerKinds.AbsentBefore | TriggerKinds.AbsentWord | TriggerKinds.AbsentAfter, Marks.Absent)
        | Mark(kinds, TriggerKinds.UncertainBefore | TriggerKinds.UncertainWord | TriggerKinds.UncertainAfter, Marks.Uncertain)
        | Mark(kinds, TriggerKinds.UndecidedBefore | TriggerKinds.UndecidedAfter, Marks.Undecided)
        | Mark(kinds, TriggerKinds.RemovedBefore | TriggerKinds.RemovedAfter, Marks.Removed)
        | Mark(kinds, TriggerKinds.IgnoredBefore, Marks.Ignored);

    private static Marks Mark(TriggerKinds kinds, TriggerKinds wanted, Marks mark) => (kinds & wanted) != 0 ? mark : Marks.None;

    private static void Add(Marks[] marks, int start, int end, Marks added)
    {
        for (var index = start; index < end; index++)
        {
            marks[index] |= added;
        }
    }

    private static void MarkVersus(SentenceReading reading, Marks[] marks, int start, int end)
    {
        Add(marks, end, Scope.EndAfter(reading, end, isList: false, isAbsent: false), Marks.Uncertain);
        foreach (var place in reading.Places.Where(place => place.End <= start).OrderByDescending(place => place.End).Take(1))
        {
            marks[place.Head] |= Marks.Uncertain;
        }
    }

    // "Atelectasis or scarring": of two findings that an "or" joins, neither is certain; but "no change in effusion or edema".
    private static void MarkAlternatives(SentenceReading reading, Marks[] marks)
    {
        if (reading.Triggers.Exists(trigger => trigger.Kinds.HasFlag(TriggerKinds.Nothing)))
        {
            return;
        }

        for (var index = 1; index < reading.Count - 1; index++)
        {
            if (reading.Words[index] != "or" || reading.Divisions[index] != Division.Or)
            {
                continue;
            }

            var left = reading.Places.FindLastIndex(place => place.End <= index && place.End >= index - 1 && IsFinding(place));
            var right = reading.Places.FindIndex(place => place.Start > index && place.Head <= index + NearestAlternative
                && IsFinding(place));
            if (left >= 0 && right >= 0 && !reading.Places[left].Findings.Intersect(reading.Places[right].Findings).Any()
                && !reading.Divisions[(index + 1)..reading.Places[right].Head].Any(division => division != 0))
            {
                marks[reading.Places[left].Head] |= Marks.Uncertain;
                marks[reading.Places[right].Head] |= Marks.Uncertain;
            }
        }
    }

    private static bool IsFinding(Place place) =>
        place.Sign == Sign.Abnormal && !place.Findings.Contains(CheXpertFinding.SupportDevices.Name);

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Absent = 1,
        Uncertain = 2,
        Undecided = 4,
        Ignored = 8,
        Removed = 16,
    }
}
