using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tests.Systems;
using RadSharp.Radiology.Reports;
using RadSharp.Tensors;

namespace RadSharp.Assistant.Tests;

public sealed class ReportDraftTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IVisionLanguageModel _model;
    private readonly ShownFilm _film;
    private readonly FilmConversation _conversation;

    public ReportDraftTests()
    {
        SmallRadVlm.Write(_folder.Path, Films.Golden);
        _model = ModelFolder.Open(_folder.Path, new ModelOptions { Matrices = DType.Float32 });
        _film = ShownFilm.Look(_model, Films.Small(View.AP));
        _conversation = new(_model, _film, contextLimit: 600);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _conversation.Dispose();
        _film.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_report_has_what_the_model_writes_and_what_is_known_without_it()
    {
        var report = await ReportDraft.WriteAsync(_conversation, " Cough\nfor two weeks. ", Cancellation);
        Assert.Equal("Cough for two weeks.", report[ReportSection.Indication]);
        Assert.Equal("AP view of the chest.", report[ReportSection.Technique]);
        Assert.NotEqual("", report[ReportSection.Findings]!);
        Assert.Equal(report[ReportSection.Impression], _conversation.Turns[^1].Answer);
        Assert.Equal(AssistantWords.ImpressionRequest, _conversation.Turns[^1].Question);
    }

    [Fact]
    public async Task Without_an_indication_there_is_no_such_section()
    {
        var report = await ReportDraft.WriteAsync(_conversation, cancellation: Cancellation);
        Assert.Null(report[ReportSection.Indication]);
        Assert.StartsWith("TECHNIQUE: AP view", report.Compose(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_indication_of_a_book_is_refused_before_anything_is_asked()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => ReportDraft.WriteAsync(_conversation, new string('x', 10_000), Cancellation));
        Assert.Empty(_conversation.Turns);
    }
}
