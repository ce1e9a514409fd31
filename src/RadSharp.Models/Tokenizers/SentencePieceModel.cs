using System.Globalization;

namespace RadSharp.Models.Tokenizers;

/// <summary>What a piece is for (sentencepiece: src/sentencepiece_model.proto, <c>SentencePiece.Type</c>).</summary>
internal enum PieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A piece of the vocabulary; its id is its place.</summary>
internal readonly record struct Piece(string Text, float Score, PieceType Type);

/// <summary>A <c>tokenizer.model</c> of SentencePiece (sentencepiece: src/sentencepiece_model.proto).</summary>
internal sealed class SentencePieceModel
{
    private const int BytePairEncoding = 2;

    private SentencePieceModel(string file) => File = file;

    public string File { get; }

    public List<Piece> Pieces { get; } = [];

    /// <summary>Whether a space is put before a text, so that its first word is spelled as any other.</summary>
    public bool AddsPrefix { get; private set; } = true;

    /// <summary>Whether runs of spaces become one, and none stay at the ends.</summary>
    public bool RemovesExtraSpaces { get; private set; } = true;

    /// <summary>Whether what no piece spells is spelled in bytes.</summary>
    public bool FallsBackToBytes { get; private set; }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no byte-pair encoding without a character map.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> bytes, string file)
    {
        var model = new SentencePieceModel(file);
        var reader = new ProtobufReader(bytes, file);
        var type = 1;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: model.Pieces.Add(ReadPiece(reader.Message())); break;
                case 2: type = model.ReadTraining(reader.Message()); break;
                case 3: model.ReadNormalization(reader.Message()); break;
                default: reader.Skip(); break;
            }
        }

        if (model.Pieces.Count == 0)
        {
            throw reader.Damaged("there are no pieces");
        }

        return type == BytePairEncoding ? model : throw new InvalidDataException(
            $"{file}: expected byte-pair encoding (model type {BytePairEncoding}), found the SentencePiece model type {type}.");
    }

    /// <summary>The value of a byte's piece, <c>&lt;0x0A&gt;</c>, or -1.</summary>
    public static int ByteOf(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>'
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;

    private static Piece ReadPiece(ProtobufReader reader)
    {
        var (text, score, type) = ("", 0f, PieceType.Normal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: text = reader.Text(); break;
                case 2: score = reader.Float(); break;
                case 3: type = (PieceType)Math.Min(reader.Integer(), int.MaxValue); break;
                default: reader.Skip(); break;
            }
        }

        if (text.Length == 0 || !float.IsFinite(score) || !Enum.IsDefined(type))
        {
            throw reader.Damaged($"the piece '{text}' has the score {score} and the type {(int)type}");
        }

        return type == PieceType.Byte && ByteOf(text) < 0
            ? throw reader.Damaged($"the piece '{text}' is said to be a byte")
            : new Piece(text, score, type);
    }

    private int ReadTraining(ProtobufReader reader)
    {
        var type = 1;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    type = (int)Math.Min(reader.Integer(), int.MaxValue);
                    break;
                case 24 when reader.Flag():
                    throw new InvalidDataException($"{File}: pieces with the space at their end are not supported.");
                case 24:
                    break;
                case 35:
                    FallsBackToBytes = reader.Flag();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return type;
    }

    private void ReadNormalization(ProtobufReader reader)
    {
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2 when !reader.Bytes().IsEmpty:
                    throw new InvalidDataException(
                        $"{File}: the model maps characters before it encodes them; only models that leave them are supported.");
                case 2:
                    break;
                case 3:
                    AddsPrefix = reader.Flag();
                    break;
                case 4:
                    RemovesExtraSpaces = reader.Flag();
                    break;
                case 5 when !reader.Flag():
                    throw new InvalidDataException($"{File}: models that keep spaces as they are are not supported.");
                case 5:
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
