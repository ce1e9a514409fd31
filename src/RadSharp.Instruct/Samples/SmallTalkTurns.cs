using RadSharp.Imaging;
using RadSharp.Instruct.Reports;

namespace RadSharp.Instruct.Samples;

/// <summary>The turns for which nobody has to look at the film.</summary>
internal static class SmallTalkTurns
{
    /// <summary>What a word of radiology means.</summary>
    public static ConversationTurn[]? Term(SeededChoice choice)
    {
        var term = choice.Pick([.. TaskWordings.Terms.Keys.Order(StringComparer.Ordinal)], "term");
        return TaskTurns.Round(
            TaskWordings.Prompt(choice, "term", ("term", term)), choice.Pick(TaskWordings.Terms[term], "answer term"));
    }

    /// <summary>Greetings, thanks, and what has to be declined (off_topic.tsv).</summary>
    public static ConversationTurn[]? OffTopic(SeededChoice choice)
    {
        var kind = choice.Pick([.. TaskWordings.OffTopic.Keys.Order(StringComparer.Ordinal)], "off topic");
        return TaskTurns.Round(
            choice.Pick(TaskWordings.OffTopic[kind], "prompt off topic"), TaskWordings.Answer(choice, $"off-topic-{kind}"));
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
}
