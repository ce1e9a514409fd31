using System.Buffers;
using System.Text;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Tests.Generation;

/// <summary>Decodes each token to a given piece.</summary>
internal sealed class PieceTokenizer(params byte[][] pieces) : ITokenizer
{
    public PieceTokenizer(params string[] pieces)
        : this([.. pieces.Select(Encoding.UTF8.GetBytes)])
    {
    }

    public Vocabulary Vocabulary { get; } = new("pieces", [], [], new SpecialTokens());

    public bool ReplacesEveryBrokenByte => false;

    /// <summary>Pieces <c>&lt;0&gt;</c>, <c>&lt;1&gt;</c> and so on.</summary>
    public static PieceTokenizer Numbers(int count) => new([.. Enumerable.Range(0, count).Select(id => $"<{id}>")]);

    public int[] Encode(string text, bool addSpecialTokens = true, bool parseSpecialTokens = true) =>
        throw new NotSupportedException();

    public void AppendUtf8(int id, ref DecodingState state, ArrayBufferWriter<byte> destination) => destination.Write(pieces[id]);
}
