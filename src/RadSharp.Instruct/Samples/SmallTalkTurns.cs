using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Instruct.Samples;

/// <summary>The turns for which nobody has to look at the film.</summary>
internal static class SmallTalkTurns
{
    private static readonly string[] MiniDeclines = ["box", "language"];

    /// <summary>What a word of radiology means.</summary>
    public static ConversationTurn[]? Term(SeededChoice choice)
    {
        var term = choice.Pick([.. TaskWordings.Terms.Keys.Order(StringComparer.Ordinal)], "term");
        return TaskTurns.Round(
            TaskWordings.Prompt(choice, "term", ("term", term)), choice.Pick(TaskWordings.Terms[term], "answer term"));
    }

    /// <summary>Greetings, thanks, and what has to be declined (off_topic.tsv); larger models need not decline all of it.</summary>
    public static ConversationTurn[]? OffTopic(SampleShape shape, SeededChoice choice)
    {
        var kinds = TaskWordings.OffTopic.Keys.Where(kind => shape is SampleShape.RadSharpMini || !MiniDeclines.Contains(kind));
        var kind = choice.Pick([.. kinds.Order(StringComparer.Ordinal)], "off topic");
        var prompt = choice.Pick(TaskWordings.OffTopic[kind], "prompt off topic");
        return TaskTurns.Round(
            WordingFile.Fill(prompt, ("box", BoxText.Format(DrawnBox(choice)))), TaskWordings.Answer(choice, $"off-topic-{kind}"));
    }

    /// <summary>A previous film, or a lateral one beside a frontal one; there is none.</summary>
    public static ConversationTurn[]? OtherFilms(View view, SeededChoice choice)
    {
        var isFrontal = view is View.PA or View.AP or View.Frontal;
        var kind = isFrontal && choice.Happens(0.5, "other film") ? "lateral-film" : "previous-film";
        return TaskTurns.Round(
            TaskWordings.Prompt(choice, kind),
            TaskWordings.Answer(choice, kind, ("view", ReportComposer.ViewWord(view) ?? "")));
    }

    // As a person draws it: of a tenth to a half of the film's width and height.
    private static Box DrawnBox(SeededChoice choice)
    {
        var (left, top) = (0.5 * choice.Unit("box left"), 0.5 * choice.Unit("box top"));
        return new(left, top, left + 0.1 + (0.4 * choice.Unit("box width")), top + 0.1 + (0.4 * choice.Unit("box height")));
    }
}
