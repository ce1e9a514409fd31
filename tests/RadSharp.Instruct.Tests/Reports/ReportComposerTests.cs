using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Instruct.Tests.Reports;

public class ReportComposerTests
{
    private const int Reports = 3000;

    [Fact]
    public void The_labeler_finds_in_a_report_exactly_what_was_put_in()
    {
        List<string> wrong = [];
        var (right, mistaken, missed) = (new int[Names.Length], new int[Names.Length], new int[Names.Length]);
        for (var seed = 0; seed < Reports; seed++)
        {
            var (findings, choice) = (RandomFindings(seed), new SeededChoice((ulong)seed));
            var report = ReportComposer.Compose(findings, View.PA, choice);
            var labels = ReportLabeler.Label(report.ToString());
            for (var place = 0; place < Names.Length; place++)
            {
                var (expected, found) = (findings[Names[place]], labels[Names[place]]);
                right[place] += expected == found && expected != FindingState.Unknown ? 1 : 0;
                mistaken[place] += expected != found && found != FindingState.Unknown ? 1 : 0;
                missed[place] += expected != found && expected != FindingState.Unknown ? 1 : 0;
                if (expected != found)
                {
                    wrong.Add($"{Names[place]}: {expected} read as {found} in seed {seed}: {report}");
                }
            }
        }

        var macroF1 = Names
            .Select((_, place) => 2.0 * right[place] / (2.0 * right[place] + mistaken[place] + missed[place])).Average();
        Assert.True(wrong.Count == 0, $"Macro F1 {macroF1:F4}, {wrong.Count} labels wrong:\n{string.Join('\n', wrong.Take(60))}");
    }

    [Fact]
    public void Every_phrasing_is_read_as_the_label_it_stands_for()
    {
        List<string> wrong = [];
        foreach (var label in LabelWords.All)
        {
            foreach (var state in new[] { FindingState.Present, FindingState.Uncertain, FindingState.Absent })
            {
                var findings = FilmFindings.Of([(label.Name, state)]);
                var reports = Enumerable.Range(0, 150)
                    .Select(seed => ReportComposer.Compose(findings, View.Unknown, new SeededChoice((ulong)seed)));
                foreach (var text in reports.SelectMany(report => new[] { report.Findings, report.Impression }).Distinct())
                {
                    var found = ReportLabeler.Label(text);
                    wrong.AddRange(from name in Names
                                   where found[name] != findings[name]
                                   select $"{text} -> {name} {found[name]}, not {findings[name]}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_same_seed_makes_the_same_text_and_others_make_others()
    {
        var findings = FilmFindings.OfNih(["Cardiomegaly", "Effusion"]);
        var texts = Enumerable.Range(0, 200)
            .Select(seed => ReportComposer.Compose(findings, View.AP, new SeededChoice((ulong)seed)).ToString()).ToArray();
        Assert.Equal(texts[17], ReportComposer.Compose(findings, View.AP, new SeededChoice(17)).ToString());
        Assert.True(texts.Distinct().Count() > 190);
    }

    [Fact]
    public void What_is_unknown_is_not_mentioned()
    {
        Assert.Equal("", ReportComposer.Compose(FilmFindings.Unknown, View.Unknown, new SeededChoice(1)).ToString());
        for (var seed = 0UL; seed < 100; seed++)
        {
            var report = ReportComposer.Compose(
                FilmFindings.Of([("Pneumothorax", FindingState.Absent)]), View.Unknown, new SeededChoice(seed));
            var mentions = ReportLabeler.Mentions(report.ToString());
            Assert.All(mentions, mention => Assert.Equal("Pneumothorax", mention.Finding));
            Assert.DoesNotContain("acute", report.Impression, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Heart_lungs_pleura_bones_and_devices_come_in_this_order()
    {
        var findings = FilmFindings.Of(LabelWords.All.Select(label => (label.Name, FindingState.Present)));
        for (var seed = 0UL; seed < 50; seed++)
        {
            var report = ReportComposer.Compose(findings, View.PA, new SeededChoice(seed));
            var places = report.Sentences
                .Select(sentence => ReportLabeler.Mentions(sentence).Select(mention => mention.Finding).ToArray())
                .Select(names => LabelWords.All.ToList().FindLastIndex(label => names.Contains(label.Name))).ToArray();
            Assert.Equal(places.Order(), places);
        }
    }

    [Fact]
    public void Another_state_of_one_finding_changes_only_the_sentences_about_it()
    {
        var findings = FilmFindings.OfNih(["Cardiomegaly", "Atelectasis"]);
        var other = findings.With("Cardiomegaly", FindingState.Absent);
        for (var seed = 0UL; seed < 100; seed++)
        {
            var before = ReportComposer.Compose(findings, View.PA, new SeededChoice(seed)).Sentences;
            var after = ReportComposer.Compose(other, View.PA, new SeededChoice(seed)).Sentences;
            Assert.Equal(before.Skip(1), after.Skip(1));
            Assert.NotEqual(before[0], after[0]);
        }
    }

    private static string[] Names => [.. ReportLabels.Names];

    // Every third film as NIH labels films, the others with all states, each at a rate of its own.
    private static FilmFindings RandomFindings(int seed)
    {
        var random = new Random(seed);
        if (seed % 3 == 0)
        {
            return FilmFindings.OfNih([.. NihLabels.All.Where(_ => random.NextDouble() < 0.15)]);
        }

        var (known, present, uncertain) = (random.NextDouble(), random.NextDouble(), random.NextDouble() * 0.5);
        return FilmFindings.Of(
        [
            .. LabelWords.All.Where(_ => random.NextDouble() < known).Select(label => (label.Name, random.NextDouble() switch
            {
                var chance when chance < uncertain => FindingState.Uncertain,
                var chance when chance < uncertain + present => FindingState.Present,
                _ => FindingState.Absent,
            })),
        ]);
    }
}
