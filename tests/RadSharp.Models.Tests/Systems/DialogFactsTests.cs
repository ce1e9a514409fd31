using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Tests.Systems;

public sealed class DialogFactsTests
{
    [Theory]
    [InlineData("Is there an effusion?", "Effusion: yes.")]
    [InlineData("Any edema, or a mass?", "Edema: maybe. Mass: no.")]
    [InlineData("Tell me whether the film shows a hiatal hernia.", "Hernia: no.")]
    [InlineData("Please explain the effusion.", "Effusion: yes.")]
    [InlineData("I have read the word mass. What is it?", "Mass: no.")]
    [InlineData("Could you show me where the pneumothorax is?", "Pneumothorax: no.")]
    [InlineData("Provide a radiology report for this Chest X-Ray.", "")]
    [InlineData("How are you?", "")]
    [InlineData("", "")]
    public void A_question_gets_what_is_known_of_what_it_names(string question, string expected) =>
        Assert.Equal(expected, Found().Hear(question));

    [Theory]
    [InlineData("Where is the left lung?", "Left lung: [0.6, 0.1, 0.9, 0.8].")]
    [InlineData("Show me the RIGHT LUNG and the trachea.", "Right lung: [0.1, 0.1, 0.4, 0.8]. Trachea: no box.")]
    [InlineData("Please outline the right upper lung zone.", "Right upper lung zone: no box.")]
    [InlineData("I would like the box of the left lung.", "Left lung: [0.6, 0.1, 0.9, 0.8].")]
    [InlineData("Where are the lungs?", "Right lung: [0.1, 0.1, 0.4, 0.8]. Left lung: [0.6, 0.1, 0.9, 0.8].")]
    [InlineData("Where are the right and the left lung?", "Right lung: [0.1, 0.1, 0.4, 0.8]. Left lung: [0.6, 0.1, 0.9, 0.8].")]
    [InlineData("Outline each lung with a box.", "Right lung: [0.1, 0.1, 0.4, 0.8]. Left lung: [0.6, 0.1, 0.9, 0.8].")]
    [InlineData("Where in the left lung is the mass?", "Mass: no.")]
    [InlineData("Are the lungs clear?", "")]
    public void A_question_for_a_place_gets_the_boxes_of_the_regions_that_it_names(string question, string expected) =>
        Assert.Equal(expected, Found().Hear(question));

    [Theory]
    [InlineData(View.AP, "View: AP. Findings now: cardiomegaly, effusion. Possible: edema.")]
    [InlineData(View.Unknown, "Findings now: cardiomegaly, effusion. Possible: edema.")]
    public void All_is_the_view_and_every_finding(View view, string expected) => Assert.Equal(expected, Found(view).All);

    [Theory]
    [InlineData("There is no effusion. Please correct the report.", "cardiomegaly", "edema")]
    [InlineData("Please take the effusion out of the report.", "cardiomegaly", "edema")]
    [InlineData("Write the report again without effusion.", "cardiomegaly", "edema")]
    [InlineData("Effusion is wrong. Write the report without it.", "cardiomegaly", "edema")]
    [InlineData("I disagree about effusion. Update the report.", "cardiomegaly", "edema")]
    [InlineData("Remove the effusion, please.", "cardiomegaly", "edema")]
    [InlineData("You forgot a mass; add it, please.", "cardiomegaly, mass, effusion", "edema")]
    [InlineData("I also see a mass. Can you update the report?", "cardiomegaly, mass, effusion", "edema")]
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
        Assert.Equal("Effusion: no.", known.Hear("Is there an effusion?"));
        Assert.Equal("Findings now: cardiomegaly, effusion. Possible: edema.", known.Hear("Now add the effusion again."));
    }

    [Fact]
    public void A_text_without_end_takes_no_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Found().Hear(string.Concat(Enumerable.Repeat("take replace ", 1000)));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private static DialogFacts Found(View view = View.Unknown) => new(
        new(view, [], new Dictionary<string, Box> { ["right lung"] = new(0.1, 0.1, 0.4, 0.8), ["left lung"] = new(0.6, 0.1, 0.9, 0.8) }),
        NihLabels.All.ToDictionary(name => name, name => name switch
        {
            "Cardiomegaly" or "Effusion" => FindingState.Present,
            "Edema" => FindingState.Uncertain,
            _ => FindingState.Absent,
        }));
}
