using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Tests.Systems;

public sealed class DialogFindingsTests
{
    [Theory]
    [InlineData("Is there an effusion?", "Effusion: present.")]
    [InlineData("Any edema, or a mass?", "Edema: possible. Mass: absent.")]
    [InlineData("Tell me whether the film shows a hiatal hernia.", "Hernia: absent.")]
    [InlineData("Please explain the effusion.", "Effusion: present.")]
    [InlineData("Could you show me where the pneumothorax is?", "Pneumothorax: absent.")]
    [InlineData("Provide a radiology report for this Chest X-Ray.", "")]
    [InlineData("How are you?", "")]
    [InlineData("", "")]
    public void A_question_gets_what_is_known_of_what_it_names(string question, string expected) =>
        Assert.Equal(expected, Found().Hear(question));

    [Theory]
    [InlineData("There is no effusion. Please correct the report.", "cardiomegaly", "edema")]
    [InlineData("Please take the effusion out of the report.", "cardiomegaly", "edema")]
    [InlineData("Write the report again without effusion.", "cardiomegaly", "edema")]
    [InlineData("Effusion is wrong. Write the report without it.", "cardiomegaly", "edema")]
    [InlineData("I disagree about effusion. Update the report.", "cardiomegaly", "edema")]
    [InlineData("Remove the effusion, please.", "cardiomegaly", "edema")]
    [InlineData("You forgot a mass; add it, please.", "cardiomegaly, effusion, mass", "edema")]
    [InlineData("I also see a mass. Can you update the report?", "cardiomegaly, effusion, mass", "edema")]
    [InlineData("Replace the effusion by a mass.", "cardiomegaly, mass", "edema")]
    [InlineData("Please remove effusion and add mass.", "cardiomegaly, mass", "edema")]
    [InlineData("Please revise the text: mass is there, effusion is not.", "cardiomegaly, mass", "edema")]
    [InlineData("Correct two things: effusion is not there, mass is missing.", "cardiomegaly, mass", "edema")]
    [InlineData("You missed mass, and effusion is wrong. Write the report again.", "cardiomegaly, mass", "edema")]
    [InlineData("There may be a mass.", "cardiomegaly, effusion", "edema, mass")]
    [InlineData("There is edema, no cardiomegaly and no effusion.", "edema", "")]
    [InlineData("No cardiomegaly, effusion or edema.", "no common findings", "")]
    public void What_a_person_says_of_the_film_changes_what_is_known(string said, string present, string possible) => Assert.Equal(
        $"Findings now: {present}." + (possible.Length > 0 ? $" Possible: {possible}." : ""), Found().Hear(said));

    [Fact]
    public void What_was_said_is_known_in_later_turns()
    {
        var known = Found();
        known.Hear("There is no effusion.");
        Assert.Equal("Effusion: absent.", known.Hear("Is there an effusion?"));
        Assert.Equal("Findings now: cardiomegaly, effusion. Possible: edema.", known.Hear("Now add the effusion again."));
    }

    [Fact]
    public void A_text_without_end_takes_no_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Found().Hear(string.Concat(Enumerable.Repeat("take replace ", 1000)));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private static DialogFindings Found() => new(NihLabels.All.ToDictionary(name => name, name => name switch
    {
        "Cardiomegaly" or "Effusion" => FindingState.Present,
        "Edema" => FindingState.Uncertain,
        _ => FindingState.Absent,
    }));
}
