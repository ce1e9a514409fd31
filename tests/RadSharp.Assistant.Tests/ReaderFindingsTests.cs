using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Tests;

public class ReaderFindingsTests
{
    [Fact]
    public void Marks_go_before_the_classifier_and_what_is_not_marked_stays()
    {
        using var film = Films.Read();
        var encoded = ReaderFindings.Apply(film, new Dictionary<string, FindingState>
        {
            ["Effusion"] = FindingState.Absent,
            ["Hernia"] = FindingState.Present,
            ["Mass"] = FindingState.Unknown,
        });
        var states = encoded.Reading!.Findings.ToDictionary(finding => finding.Name, finding => finding.State);
        Assert.Equal(
            (FindingState.Absent, FindingState.Present, FindingState.Uncertain), (states["Effusion"], states["Hernia"], states["Mass"]));
        Assert.True(film.Encoded.Features.Span == encoded.Features.Span, "Expected the film's own features, found a copy.");
        Assert.Same(film.Encoded, ReaderFindings.Apply(film, new Dictionary<string, FindingState>()));
    }
}
