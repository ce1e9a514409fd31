using RadSharp.Imaging;
using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Models.Parameters;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Systems;

/// <summary>
/// A model that reads films and answers in words, complete with its image processor, tokenizer and template, as
/// <see cref="ModelFolder"/> opens it. Not thread-safe; sessions and generators of its decoder carry the conversations.
/// </summary>
public interface IVisionLanguageModel : IDisposable
{
    /// <summary>The system: <c>RadVLM</c>, <c>RaDialog-align</c>, <c>RaDialog-project</c>, <c>radsharp-mini</c>.</summary>
    string Name { get; }

    /// <summary>All parameters.</summary>
    ParameterSet Parameters { get; }

    /// <summary>The language model.</summary>
    CausalDecoder Decoder { get; }

    /// <summary>The language model's tokenizer.</summary>
    ITokenizer Tokenizer { get; }

    /// <summary>How the authors generate: greedily, up to their number of tokens, to their end tokens.</summary>
    GenerationOptions Defaults { get; }

    /// <summary>The authors' request for a report.</summary>
    string ReportRequest { get; }

    /// <summary>Looks at a film.</summary>
    /// <param name="film">The film.</param>
    /// <returns>What prompts show of it; the caller's.</returns>
    EncodedFilm Encode(Film film);

    /// <summary>The tokens of a conversation that the model is to continue.</summary>
    /// <param name="messages">The turns, the oldest first; what people wrote is never taken for a special token.</param>
    /// <param name="films">As many as the messages say, in their order.</param>
    /// <exception cref="ArgumentException">Another number of films than the messages say, or the system takes no such.</exception>
    DecoderPrompt Prompt(IReadOnlyList<ChatMessage> messages, IReadOnlyList<EncodedFilm> films);
}
