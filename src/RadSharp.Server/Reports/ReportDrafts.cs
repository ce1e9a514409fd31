using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using RadSharp.Assistant;
using RadSharp.Assistant.Tasks;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Reports;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Conversations;
using RadSharp.Server.Films;
using RadSharp.Server.Models;
using RadSharp.Server.Store;
using RadSharp.Server.Studies;

namespace RadSharp.Server.Reports;

/// <summary>Lets a model draft a report.</summary>
internal sealed class ReportDrafts(ModelShelf models, FilmLook look)
{
    private const string ReportTask = "report";

    /// <summary>Drafts.</summary>
    /// <param name="db">The database.</param>
    /// <param name="study">The study.</param>
    /// <param name="request">Which film, which model, and whether the reader's findings go first.</param>
    /// <param name="reader">Who asks.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>The model's name and the sentences.</returns>
    public async Task<(string Model, IReadOnlyList<ReportSentence> Sentences)> WriteAsync(
        ReadingRoomDb db, StudyRow study, DraftRequest request, Reader reader, CancellationToken cancellation)
    {
        var films = await db.Films.AsNoTracking().Where(film => film.StudyId == study.Id).OrderBy(film => film.CreatedAt)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var film = (request.FilmId is null ? films.FirstOrDefault() : films.Find(film => film.Id == request.FilmId))
            ?? throw Problem.NotFound("a film of this study");
        var marks = request.Checklist ? await ChecklistEndpoints.MarksAsync(db, study.Id, reader).ConfigureAwait(false) : [];
        var model = await models.GetAsync(request.Model).ConfigureAwait(false);
        return await look.InTurnAsync(model, film, reader, moved: null, DraftAsync, cancellation).ConfigureAwait(false);

        async Task<(string, IReadOnlyList<ReportSentence>)> DraftAsync(ShownFilm shown)
        {
            var draft = await WriteAsync(model, film, shown, marks, study.Indication, cancellation).ConfigureAwait(false);
            var context = AnswerMarks.Context(shown, study.PriorId is not null, study.Indication ?? "", marks);
            return (model.Id, ReportSentences.OfDraft(draft, shown.Reading, context));
        }
    }

    /// <summary>What a reader's changes are checked against: what a model has seen lately of the study's first film.</summary>
    public (Assistant.Answers.AnswerContext Context, RadSharp.Models.Systems.FilmReading? Film) ContextOf(
        SeenFilms seen, FilmRow? film, StudyRow study)
    {
        var shown = film is null ? null : seen.Find(models.DefaultId, film.Hash)?.Film;
        return (AnswerMarks.Context(shown, study.PriorId is not null, study.Indication ?? ""), shown?.Reading);
    }

    private static Task<ReportSections> WriteAsync(
        LoadedModel model, FilmRow film, ShownFilm shown, Dictionary<string, FindingState> marks, string? indication,
        CancellationToken cancellation)
    {
        var content = model.Content(shown, ReaderFindings.Apply(shown, marks));
        var options = new ChatOptions { ConversationId = $"report of {film.Id}" };
        var messages = new List<ChatMessage>();
        var request = model.IsRemote ? AssistantTask.Of(ReportTask).Prompt : model.Eyes.ReportRequest;
        return ReportDraft.WriteAsync(AskAsync, request, shown.View, indication, cancellation);

        async Task<string> AskAsync(string question, CancellationToken token)
        {
            messages.Add(new(ChatRole.User, messages.Count == 0 ? [content, new TextContent(question)] : [new TextContent(question)]));
            var text = (await model.Chat.GetResponseAsync(messages, options, token).ConfigureAwait(false)).Text.Trim();
            messages.Add(new(ChatRole.Assistant, text));
            return text;
        }
    }
}
