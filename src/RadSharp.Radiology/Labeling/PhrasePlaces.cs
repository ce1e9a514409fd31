namespace RadSharp.Radiology.Labeling;

/// <summary>Finds the places of a sentence that name findings, or say how a part of the body is.</summary>
internal static class PhrasePlaces
{
    private const int FarthestSign = 16;

    /// <summary>The places in the order of their first words, without those whose words mean something else there.</summary>
    public static List<Place> In(SentenceReading reading, Vocabulary vocabulary)
    {
        List<Place> places = [];
        List<(int Length, (string[] Findings, Trust Trust) Value)> phrases = [];
        List<(int Length, string[] Findings)> excluded = [];
        List<(int Start, int End, string[] Findings)> exclusions = [];
        for (var start = 0; start < reading.Count; start++)
        {
            vocabulary.Mentions.Match(reading.Words, start, phrases);
            foreach (var (length, (findings, trust)) in phrases)
            {
                places.Add(new(findings, start, start + length, trust, Sign.Abnormal));
            }

            vocabulary.Exclusions.Match(reading.Words, start, excluded);
            if (start == 0 || reading.Words[start - 1] is not "non")
            {
                exclusions.AddRange(excluded.Select(entry => (start, start + entry.Length, entry.Findings)));
            }
        }

        AddStatements(reading, vocabulary, places);
        if (exclusions.Count > 0)
        {
            places = [.. places.Select(place => Without(place, exclusions)).Where(place => place.Findings.Length > 0)];
        }

        return places;
    }

    private static Place Without(Place place, List<(int Start, int End, string[] Findings)> exclusions)
    {
        foreach (var (start, end, findings) in exclusions)
        {
            if (start < place.End && end > place.Start)
            {
                place = place with { Findings = [.. place.Findings.Except(findings)] };
            }
        }

        return place;
    }

    private static void AddStatements(SentenceReading reading, Vocabulary vocabulary, List<Place> places)
    {
        var names = StructureNames(reading, vocabulary);
        foreach (var (start, end, structure) in names)
        {
            if (structure is null)
            {
                continue;
            }

            var left = SignBefore(reading, structure, names, start);
            var right = SignAfter(reading, structure, names, end);
            if (left is not null || right is not null)
            {
                var sign = right is null || (left is not null && left.Value.Distance <= right.Value.Distance) ? left!.Value : right.Value;
                places.Add(new(structure.Findings, sign.Start, sign.End, structure.Trust, sign.Sign));
            }
        }
    }

    private static List<(int Start, int End, Structure? Structure)> StructureNames(SentenceReading reading, Vocabulary vocabulary)
    {
        List<(int, int, Structure?)> names = [];
        List<(int Length, Structure? Structure)> found = [];
        for (var start = 0; start < reading.Count;)
        {
            vocabulary.Structures.Match(reading.Words, start, found);
            if (found.Count == 0)
            {
                start++;
                continue;
            }

            var longest = found.MaxBy(entry => entry.Length);
            names.Add((start, start + longest.Length, longest.Structure));
            start += longest.Length;
        }

        return names;
    }

    // "The heart [size remains mildly] enlarged": fillers, a list's other parts, and other structures may stand between.
    private static (int Start, int End, Sign Sign, int Distance)? SignAfter(
        SentenceReading reading, Structure structure, List<(int Start, int End, Structure? Structure)> names, int end)
    {
        var (isSteady, unknown) = (false, 0);
        for (var index = end; index < reading.Count && index < end + FarthestSign;)
        {
            if (SignAt(reading, structure, index) is { } sign)
            {
                return (index, index + sign.Length, sign.Sign, index - end);
            }

            var name = names.FindIndex(entry => entry.Start == index);
            if (name >= 0)
            {
                index = names[name].End;
                continue;
            }

            var (word, next) = (reading.Words[index], index + 1);
            if (word is "," or "and" or "or" && (isSteady || unknown > 0)
                && (next == reading.Count || !(SignAt(reading, structure, next) is not null || reading.Is(next, WordKinds.Filler))))
            {
                return null;
            }

            isSteady |= reading.Is(index, WordKinds.Steady);
            if (word is ";" or "with" or "but" || (!reading.Is(index, WordKinds.Filler | WordKinds.Part | WordKinds.Steady) && ++unknown > 2))
            {
                return null;
            }

            index = next;
        }

        return null;
    }

    // "Enlargement [of the] heart", "normal [heart size and] mediastinal contours": over a comma or an "and" only where a
    // structure stands before it.
    private static (int Start, int End, Sign Sign, int Distance)? SignBefore(
        SentenceReading reading, Structure structure, List<(int Start, int End, Structure? Structure)> names, int start)
    {
        List<(int Length, Sign Value)> signs = [];
        for (var index = start - 1; index >= 0 && index > start - FarthestSign;)
        {
            for (var first = index; first >= Math.Max(0, index - 3); first--)
            {
                structure.Signs.Match(reading.Words, first, signs);
                var ending = signs.FindIndex(entry => first + entry.Length == index + 1);
                if (ending >= 0)
                {
                    return (first, index + 1, signs[ending].Value, start - index - 1);
                }
            }

            var name = names.FindIndex(entry => entry.End == index + 1);
            if (name >= 0)
            {
                index = names[name].Start - 1;
                continue;
            }

            var word = reading.Words[index];
            if (word is "," or "and" or "or")
            {
                index--;
                if (index < 0 || reading.Words[index] is "," or "and" or "or" || reading.Is(index, WordKinds.Verb)
                    || !(names.Exists(entry => entry.End == index + 1) || reading.Is(index, WordKinds.Part)
                        || (word != "," && reading.Is(index, WordKinds.Filler))))
                {
                    return null;
                }

                continue;
            }

            if (!reading.Is(index, WordKinds.Filler | WordKinds.Part) || reading.Is(index, WordKinds.Verb) || word is ":" or "no" or "not")
            {
                return null;
            }

            index--;
        }

        return null;
    }

    private static (int Length, Sign Sign)? SignAt(SentenceReading reading, Structure structure, int index)
    {
        List<(int Length, Sign Sign)> signs = [];
        structure.Signs.Match(reading.Words, index, signs);
        return signs.Count == 0 ? null : signs.MaxBy(entry => entry.Length);
    }
}
