using RadSharp.Imaging;
using RadSharp.Radiology.Reports;

namespace RadSharp.Assistant;

/// <summary>Drafts a report in sections: what the model writes, and around it what is known without a model.</summary>
public static class ReportDraft
{
    /// <summary>
    /// Asks for the report and, where it comes without an impression, for that too. The technique is told from the view, the
    /// indication is the caller's; the model sees neither of the two sections.
    /// </summary>
    /// <param name="conversation">Keeps what was asked, so that questions about the report can follow.</param>
    /// <param name="indication">Why the film was taken; null to leave the section out.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <exception cref="ArgumentException">The indication is empty or too long.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task<ReportSections> WriteAsync(
        FilmConversation conversation, string? indication = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return await WriteAsync(
            (question, token) => conversation.AnswerAsync(question, token), conversation.ReportRequest, conversation.Film.View, indication,
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The same with any model.</summary>
    /// <param name="ask">Asks something about the film and waits for the whole answer, earlier questions in mind.</param>
    /// <param name="request">The request for a report.</param>
    /// <param name="view">From which side the film was taken.</param>
    /// <param name="indication">Why the film was taken; null to leave the section out.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <exception cref="ArgumentException">The indication is empty or too long.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task<ReportSections> WriteAsync(
        Func<string, CancellationToken, Task<string>> ask, string request, View view, string? indication = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        if (indication is not null)
        {
            FilmConversation.Check(indication, "indication");
        }

        var written = ReportSections.Parse(await ask(request, cancellation).ConfigureAwait(false));
        var impression = written[ReportSection.Impression]
            ?? await ask(AssistantWords.ImpressionRequest, cancellation).ConfigureAwait(false);
        return new ReportSections
        {
            [ReportSection.Indication] = indication?.ReplaceLineEndings(" ").Trim(),
            [ReportSection.Technique] = AssistantWords.Technique(view),
            [ReportSection.Findings] = written[ReportSection.Findings],
            [ReportSection.Impression] = Bare(impression),
        };
    }

    // Without a heading that the model may have put before it.
    private static string? Bare(string impression)
    {
        var sections = ReportSections.Parse(impression);
        var text = sections[ReportSection.Impression] ?? sections[ReportSection.Findings] ?? "";
        return text.Length > 0 ? text : null;
    }
}
