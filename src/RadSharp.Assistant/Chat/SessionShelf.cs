using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Tensors;

namespace RadSharp.Assistant.Chat;

/// <summary>The decoder's memories of the latest conversations, so that a further question pays for its own tokens only.</summary>
/// <param name="model">Whose decoder it is.</param>
internal sealed class SessionShelf(IVisionLanguageModel model) : IDisposable
{
    private const int MostSessions = 32;
    private const long MostBytes = 1L << 30;

    // The latest last.
    private readonly List<(string? Conversation, DecoderSession Session)> _kept = [];

    /// <summary>The memory of a conversation: its own, or an empty one. The oldest go when there are too many.</summary>
    /// <param name="conversation">Its name; null for one that is not gone on with.</param>
    public DecoderSession Take(string? conversation)
    {
        var place = _kept.FindIndex(entry => entry.Conversation == conversation);
        var session = place >= 0 ? _kept[place].Session : New(model);
        if (place >= 0)
        {
            _kept.RemoveAt(place);
        }

        while (_kept.Count > 0 && (_kept.Count >= MostSessions || _kept.Sum(entry => entry.Session.ByteCount) > MostBytes))
        {
            _kept[0].Session.Dispose();
            _kept.RemoveAt(0);
        }

        _kept.Add((conversation, session));
        return session;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose() => _kept.ForEach(entry => entry.Session.Dispose());

    /// <summary>
    /// An empty memory; the caller's. The small model's is small however it is kept; a large one's is fastest in 8 bits.
    /// </summary>
    /// <param name="model">Whose decoder it is.</param>
    /// <param name="contextLimit">Most tokens to hold; null for the model's own limit.</param>
    public static DecoderSession New(IVisionLanguageModel model, int? contextLimit = null) =>
        new(model.Decoder, model is RadSharpMini ? DType.Float32 : DType.Q8, contextLimit);
}
