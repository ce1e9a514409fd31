using System.Text.Json;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Radiology.Tests.Labeling;

/// <summary>The stages that CheXpert's labeler has too, against what it makes of the same texts.</summary>
public class CheXpertLabelerTests
{
    private static readonly JsonElement[] Texts = Cases("chexpert_clean_split_mentions.json");

    [Fact]
    public void Reports_are_cleaned_alike() => Assert.All(Texts, text =>
    {
        var clean = ReportCleaning.Clean(text.GetProperty("text").GetString()!);
        Assert.Equal(text.GetProperty("clean").GetString(), clean);
        Assert.Equal(Passage(text), ReportCleaning.ToPrintableAscii(clean));
    });

    [Fact]
    public void Reports_are_split_into_the_same_sentences() => Assert.All(Texts, text => Assert.Equal(
        text.GetProperty("sentences").EnumerateArray().Select(sentence => (sentence[0].GetInt32(), sentence[1].GetString()!)),
        SentenceSplitter.Split(Passage(text))));

    // Where it is mistaken it is not followed: it takes tuberculosis for a tube, a knee's effusion for a pleural one, and any
    // contour for the mediastinum's.
    [Fact]
    public void What_it_finds_is_found_here_too()
    {
        List<string> missed = [];
        foreach (var text in Texts)
        {
            foreach (var (offset, sentence) in SentenceSplitter.Split(Passage(text)))
            {
                var reading = new SentenceReading(sentence, Vocabulary.Default);
                var found = reading.Places.SelectMany(place => place.Findings).Concat(StructuresIn(reading)).ToHashSet();
                missed.AddRange(
                    from mention in text.GetProperty("mentions").EnumerateArray()
                    let finding = mention[0].GetString()!
                    let place = mention[1].GetInt32() - offset
                    where place >= 0 && place < sentence.Length && !found.Contains(finding)
                    let phrase = sentence.Substring(place, mention[2].GetInt32())
                    where phrase is not ("contour" or "plate") && !sentence.Contains("tuberculo", StringComparison.Ordinal)
                        && !sentence.Contains("knee", StringComparison.Ordinal)
                        && !sentence.Contains("pleural line", StringComparison.Ordinal)
                        && !sentence.Contains("calcific density nodules", StringComparison.Ordinal)
                    select $"{finding} ({phrase}): {sentence}");
            }
        }

        Assert.True(missed.Count == 0, $"{missed.Count} missed:\n{string.Join('\n', missed)}");
    }

    [Fact]
    public void Mentions_are_put_together_alike() => Assert.All(Cases("chexpert_aggregate.json"), entry =>
    {
        var annotations = entry.GetProperty("annotations").EnumerateArray();
        var labels = MentionAggregation.Aggregate(annotations.Select(annotation => new FindingMention(
            annotation[0].GetString()!,
            annotation[2].GetString() switch
            {
                "pos" => FindingState.Present,
                "unc" => FindingState.Uncertain,
                _ => FindingState.Absent,
            },
            annotation[1].GetString()!,
            "")));
        var expected = entry.GetProperty("labels").EnumerateArray().Select(label => label.ValueKind == JsonValueKind.Null
            ? FindingState.Unknown
            : label.GetInt32() switch
            {
                1 => FindingState.Present,
                0 => FindingState.Absent,
                _ => FindingState.Uncertain,
            });
        string[] order =
        [
            "No Finding", "Enlarged Cardiomediastinum", "Cardiomegaly", "Lung Lesion", "Lung Opacity", "Edema", "Consolidation",
            "Pneumonia", "Atelectasis", "Pneumothorax", "Pleural Effusion", "Pleural Other", "Fracture", "Support Devices",
        ];
        Assert.Equal(expected, order.Select(name => labels[name]));
    });

    private static JsonElement[] Cases(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", file));
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("cases").EnumerateArray()];
    }

    private static string Passage(JsonElement text) =>
        (text.TryGetProperty("passage", out var passage) ? passage : text.GetProperty("clean")).GetString()!;

    private static IEnumerable<string> StructuresIn(SentenceReading reading)
    {
        List<(int Length, Structure? Structure)> found = [];
        for (var start = 0; start < reading.Count; start++)
        {
            Vocabulary.Default.Structures.Match(reading.Words, start, found);
            foreach (var finding in found.SelectMany(entry => entry.Structure?.Findings ?? []))
            {
                yield return finding;
            }
        }
    }
}
