using System.Text;

namespace RadSharp.Models.Tests.Tokenizers;

/// <summary>Writes small SentencePiece models.</summary>
internal static class SentencePieceModelBytes
{
    public const int Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, ByteValue = 6;

    /// <summary>A model of byte-pair encoding.</summary>
    /// <param name="pieces">Spelling, score and type of each piece.</param>
    /// <param name="addsPrefix">The normalizer's flag.</param>
    /// <param name="removesExtraSpaces">The normalizer's flag.</param>
    /// <param name="bytes">Whether it falls back to bytes.</param>
    /// <param name="modelType">2 is byte-pair encoding.</param>
    /// <param name="map">The normalizer's map of characters.</param>
    public static byte[] Write(
        IEnumerable<(string Text, float Score, int Type)> pieces, bool addsPrefix = true, bool removesExtraSpaces = false,
        bool bytes = false, int modelType = 2, byte[]? map = null)
    {
        var model = new List<byte>();
        foreach (var (text, score, type) in pieces)
        {
            var piece = new List<byte>();
            Message(piece, 1, Encoding.UTF8.GetBytes(text));
            piece.Add((2 << 3) | 5);
            piece.AddRange(BitConverter.GetBytes(score));
            Number(piece, 3, type);
            Message(model, 1, piece);
        }

        var training = new List<byte>();
        Number(training, 3, modelType);
        Number(training, 35, bytes ? 1 : 0);
        Message(model, 2, training);
        var normalizer = new List<byte>();
        Message(normalizer, 2, map ?? []);
        Number(normalizer, 3, addsPrefix ? 1 : 0);
        Number(normalizer, 4, removesExtraSpaces ? 1 : 0);
        Message(model, 3, normalizer);
        return [.. model];
    }

    private static void Number(List<byte> message, int field, int value)
    {
        Varint(message, field << 3);
        Varint(message, value);
    }

    private static void Message(List<byte> message, int field, ICollection<byte> content)
    {
        Varint(message, (field << 3) | 2);
        Varint(message, content.Count);
        message.AddRange(content);
    }

    private static void Varint(List<byte> message, int value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            message.Add((byte)(value | 0x80));
        }

        message.Add((byte)value);
    }
}
