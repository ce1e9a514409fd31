using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// How a file spells the names of a <see cref="BertEncoder"/>: with <c>bert.</c> before them where the encoder was saved
/// under a head, and with <c>gamma</c> and <c>beta</c> for the norms' weight and bias where it was converted from
/// TensorFlow, as bert-base-uncased was.
/// </summary>
public static class BertSpelling
{
    /// <summary>The rule of one checkpoint, for <see cref="CheckpointParameters"/>.</summary>
    /// <param name="checkpoint">The file.</param>
    public static Func<string, string> Of(ICheckpoint checkpoint)
    {
        var prefix = checkpoint.Names.Any(name => name.StartsWith("bert.", StringComparison.Ordinal)) ? "bert." : "";
        var isOld = checkpoint.Contains($"{prefix}embeddings.LayerNorm.gamma");
        return name => prefix + (isOld ? Old(name) : name);
    }

    private static string Old(string name) =>
        name.Contains("LayerNorm.", StringComparison.Ordinal)
            ? name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
                .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal)
            : name;
}
