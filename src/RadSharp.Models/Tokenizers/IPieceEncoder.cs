namespace RadSharp.Models.Tokenizers;

/// <summary>Byte-pair encoding of a stretch of text whose spaces are "▁" already.</summary>
internal interface IPieceEncoder
{
    /// <summary>Encodes.</summary>
    /// <param name="text">The text, without unpaired surrogates.</param>
    /// <param name="ids">Takes the ids.</param>
    void Encode(string text, List<int> ids);
}
