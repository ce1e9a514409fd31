namespace RadSharp.Models.Tokenizers;

/// <summary>The special tokens that a checkpoint puts around a text.</summary>
internal sealed class TextFrame(IReadOnlyList<int> before, IReadOnlyList<int> after)
{
    /// <summary>Puts nothing around a text.</summary>
    public static TextFrame None { get; } = new([], []);

    /// <summary>The ids with those around them.</summary>
    public int[] Around(List<int> ids) => [.. before, .. ids, .. after];
}
