namespace RadSharp.Radiology.Labeling;

/// <summary>Finds the places of a sentence that name findings, or say how a part of the body is.</summary>
internal static class PhrasePlaces
{
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

        new StructureStatements(reading, vocabulary).AddTo(places);
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
}
