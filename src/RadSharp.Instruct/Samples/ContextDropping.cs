namespace RadSharp.Instruct.Samples;

/// <summary>How much of the report stands in the history of a question about it.</summary>
internal enum ReportContext
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>Some of its sentences.</summary>
    Partial,

    /// <summary>None: the film has to answer alone.</summary>
    None,
}

/// <summary>
/// Context dropping: some samples have the full report in their history, some a part, some none, so that a model learns to look
/// at the film (RaDialog's newer version, which gives no numbers; ours are in probabilities.tsv).
/// </summary>
internal static class ContextDropping
{
    /// <summary>How much stays. A report of one sentence has no part.</summary>
    public static ReportContext Choose(int sentences, SeededChoice choice)
    {
        var chance = choice.Unit("report context");
        var full = TaskWordings.Probability("report-full");
        return sentences switch
        {
            0 => ReportContext.None,
            _ when chance < full => ReportContext.Full,
            _ when chance >= full + TaskWordings.Probability("report-partial") => ReportContext.None,
            1 => ReportContext.Full,
            _ => ReportContext.Partial,
        };
    }

    /// <summary>Some of at least two sentences, in their order: never none, never all.</summary>
    public static IReadOnlyList<string> Part(IReadOnlyList<string> sentences, SeededChoice choice)
    {
        var order = choice.Shuffled(Enumerable.Range(0, sentences.Count), "sentences");
        var (always, never) = (order[0], order[1]);
        var kept = TaskWordings.Probability("sentence-kept");
        return
        [
            .. sentences.Where((_, place) =>
                place == always || (place != never && choice.Happens(kept, $"sentence {place}"))),
        ];
    }
}
