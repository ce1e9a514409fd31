using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Labeling;

/// <summary>
/// Reads from a report which findings are present, uncertain or absent, by rules: phrases that name findings or say how a part
/// of the body is, words that deny or doubt them, and how far those reach over lists. The words are data (mentions.tsv,
/// exclusions.tsv, triggers.tsv, structures.tsv, words.tsv, spelling.tsv). Findings are labeled as CheXpert does (Irvin et al.,
/// 2019), with these differences: what a report asks for or remembers is not a mention; <c>likely</c> and <c>suggests</c>
/// assert; a heart, mediastinum or costophrenic angle is judged by what is said of it, and is not mentioned where nothing is.
/// </summary>
public static class ReportLabeler
{
    /// <summary>What a report says about each finding.</summary>
    /// <param name="report">
    /// Its text, with or without headings. Only findings and impression are read; indication, technique and comparison are not.
    /// </param>
    /// <returns>Nothing known where there is nothing to read.</returns>
    public static ReportLabels Label(string report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var sentences = ReportSentences.Of(report).ToList();
        return sentences.Count > 0 ? MentionAggregation.Aggregate(Mentions(sentences)) : ReportLabels.Empty;
    }

    /// <summary>The places that <see cref="Label"/> goes by, in the order of the text.</summary>
    public static IReadOnlyList<FindingMention> Mentions(string report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Mentions(ReportSentences.Of(report));
    }

    private static List<FindingMention> Mentions(IEnumerable<string> sentences)
    {
        List<(FindingMention Mention, Trust Trust)> mentions = [];
        foreach (var sentence in sentences)
        {
            MentionReader.Read(sentence, Vocabulary.Default, mentions);
        }

        // What only implies a finding says nothing of it where the finding itself is named; but something is there.
        var named = mentions.Where(entry => entry.Trust == Trust.Direct).Select(entry => entry.Mention.Finding).ToHashSet();
        return
        [
            .. from entry in mentions
               let isNamed = entry.Trust != Trust.Direct && named.Contains(entry.Mention.Finding)
               select isNamed ? entry.Mention with { Finding = FindingMention.Other } : entry.Mention,
        ];
    }
}
