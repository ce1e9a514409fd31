using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RadSharp.Server.Api;

namespace RadSharp.Server.Reports;

/// <summary>
/// A report as text: sections with their headings in capitals, an empty line between them, then the signature; lines end with a
/// line feed. This text in UTF-8 is what a signed report's SHA-256 is of, so that anybody can check it.
/// </summary>
internal static class ReportText
{
    /// <summary>The text of each section.</summary>
    public static ReportTexts Sections(IReadOnlyList<ReportSentence> sentences) => new(
        Section(sentences, SectionName.Indication), Section(sentences, SectionName.Technique),
        Section(sentences, SectionName.Comparison), Section(sentences, SectionName.Findings),
        Section(sentences, SectionName.Impression), Section(sentences, SectionName.Addendum));

    /// <summary>The whole text.</summary>
    /// <param name="sentences">All sentences.</param>
    /// <param name="signedBy">Who signed; null before.</param>
    /// <param name="signedAt">When; null before.</param>
    public static string Compose(IReadOnlyList<ReportSentence> sentences, string? signedBy, DateTime? signedAt)
    {
        var text = new StringBuilder();
        foreach (var name in Enum.GetValues<SectionName>())
        {
            if (Section(sentences, name) is { } section)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name.ToString().ToUpperInvariant()}: {section}\n\n");
            }
        }

        if (signedBy is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"Signed by {signedBy} at {signedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\n");
        }

        return $"{text.ToString().TrimEnd('\n')}\n";
    }

    /// <summary>The SHA-256 of a text in UTF-8, in hexadecimal.</summary>
    public static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string? Section(IReadOnlyList<ReportSentence> sentences, SectionName name)
    {
        var texts = sentences.Where(sentence => sentence.Section == name && sentence.State != SentenceState.Rejected)
            .Select(sentence => sentence.Text.Trim()).Where(text => text.Length > 0).ToList();
        return texts.Count > 0 ? string.Join(' ', texts) : null;
    }
}
