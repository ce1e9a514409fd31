using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Tests.Systems;

public sealed class MiniPromptTests
{
    private static readonly FilmReading Reading = new(
        View.PA,
        [.. NihLabels.All.Select(name => new FindingReading(name, 0.5f, name == "Mass" ? FindingState.Present : FindingState.Absent))],
        new Dictionary<string, Box> { ["left lung"] = new(0.6, 0.1, 0.9, 0.8) });

    [Fact]
    public void The_turn_that_shows_the_film_tells_all_and_a_later_one_what_it_asks_for_or_the_findings_again()
    {
        ChatMessage[] messages =
        [
            new("user", "Hello.", Images: 1), new("assistant", "Is there a mass?"), new("user", "Write the impression."),
            new("user", "Is there a mass?"), new("user", "Where is the left lung?"), new("user", "There is no mass."),
            new("user", "Summarize the report."),
        ];
        Assert.Equal(
            [
                "View: PA. Left lung: [0.6, 0.1, 0.9, 0.8]. Predicted Findings: mass. Hello.",
                "Is there a mass?",
                "View: PA. Findings now: mass. Write the impression.",
                "Mass: yes. Is there a mass?",
                "Left lung: [0.6, 0.1, 0.9, 0.8]. Where is the left lung?",
                "View: PA. Findings now: no common findings. There is no mass.",
                "View: PA. Findings now: no common findings. Summarize the report.",
            ],
            MiniPrompt.Told(messages, [new(Reading)]).Select(message => message.Text));
    }

    [Fact]
    public void Of_a_film_that_is_shown_alone_nothing_is_told()
    {
        ChatMessage[] messages = [new("user", "Hello.", Images: 1), new("user", "Where is the left lung?"), new("user", "Go on.")];
        Assert.Equal(messages.Select(message => message.Text), MiniPrompt.Told(messages, [new(null)]).Select(message => message.Text));
    }
}
