using RadSharp.Imaging;
using RadSharp.Models.Generation;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Systems;

/// <summary>
/// Whether a model's answers depend on the film: the same request about the film, a blank and noise. A model that was put
/// together wrongly still writes confident reports, but the same for each of them.
/// </summary>
public static class SelfTest
{
    // A film that does not move the next token's probabilities by more than this says nothing to the model.
    private const double LeastDivergence = 1e-4;

    /// <summary>Runs it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="film">A real film.</param>
    /// <param name="tokens">Tokens of each answer.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static SelfTestResult Run(IVisionLanguageModel model, Film film, int tokens = 24, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(film);
        var request = new ChatMessage("user", model.ReportRequest, Images: 1);
        var shown = new (string Name, Film Film)[]
        {
            ("film", film), ("blank", TestFilms.Blank(film.Width, film.Height)), ("noise", TestFilms.Noise(film.Width, film.Height)),
        };
        var answers = new List<SelfTestAnswer>();
        double[]? expected = null;
        foreach (var (name, picture) in shown)
        {
            using var encoded = model.Encode(picture);

            // Without a word of findings: what the classifier says would make the answers differ by itself.
            var silent = encoded.Reading is null ? encoded with { FindingsText = "" } : encoded with { Reading = null };
            var prompt = model.Prompt([request], [silent]);
            using var session = new DecoderSession(model.Decoder);
            var text = Answer(model, session, prompt, tokens, cancellation);
            var probabilities = NextToken.Probabilities(session, prompt);
            expected ??= probabilities;
            answers.Add(new SelfTestAnswer(name, text, NextToken.Divergence(expected, probabilities)));
        }

        var roundTrip = model.Tokenizer.Decode(model.Tokenizer.Encode(model.ReportRequest, addSpecialTokens: false));
        return new SelfTestResult(
            answers, answers.Skip(1).All(answer => answer.Divergence > LeastDivergence), roundTrip.Trim() == model.ReportRequest.Trim());
    }

    private static string Answer(
        IVisionLanguageModel model, DecoderSession session, DecoderPrompt prompt, int tokens, CancellationToken cancellation)
    {
        using var generator = new Generator(model.Decoder);
        var answer = generator.Start(session, prompt, model.Defaults with { MaxNewTokens = tokens }, model.Tokenizer, cancellation);
        while (answer.FinishReason is null)
        {
            generator.Step();
        }

        cancellation.ThrowIfCancellationRequested();
        return answer.Text;
    }
}

/// <summary>What the self-test found.</summary>
/// <param name="Answers">To the film, the blank and the noise.</param>
/// <param name="DependsOnFilm">Whether blank and noise change what the model says first.</param>
/// <param name="Tokenizes">Whether the tokenizer gives back what it was given.</param>
public sealed record SelfTestResult(IReadOnlyList<SelfTestAnswer> Answers, bool DependsOnFilm, bool Tokenizes)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsPassed => DependsOnFilm && Tokenizes;
}

/// <summary>An answer of the self-test.</summary>
/// <param name="Shown"><c>film</c>, <c>blank</c> or <c>noise</c>.</param>
/// <param name="Text">The beginning of the answer.</param>
/// <param name="Divergence">Kullback–Leibler divergence of its first token's probabilities from the film's, in nats.</param>
public sealed record SelfTestAnswer(string Shown, string Text, double Divergence);
