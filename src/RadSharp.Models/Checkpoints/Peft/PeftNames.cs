namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>How PEFT spells names in its files (peft: src/peft/utils/save_and_load.py), old and new.</summary>
internal static class PeftNames
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = "base_model.model.";

    private const string SavedPart = ".modules_to_save.";

    /// <summary>The name in the file of a layer's matrix.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="factor"><c>A</c> or <c>B</c>.</param>
    public static string Of(string layer, char factor) => $"{Prefix}{layer}.lora_{factor}.weight";

    /// <summary>
    /// Takes a name apart: <c>LAYER.lora_A.weight</c>, or <c>LAYER.lora_A.default.weight</c> in older files.
    /// </summary>
    /// <returns>False where the name is not of a matrix of an adapter.</returns>
    public static bool TryParse(string name, out string layer, out char factor)
    {
        var parts = WithoutPrefix(name).Split('.');
        var place = Array.FindLastIndex(parts, static part => part is "lora_A" or "lora_B");
        (layer, factor) = place > 0 ? (string.Join('.', parts[..place]), parts[place][^1]) : ("", ' ');
        return place > 0 && parts[^1] == "weight" && parts.Length - place is 2 or 3;
    }

    /// <summary>The network's name of a tensor that is no part of an adapter: without what PEFT wraps around modules.</summary>
    /// <returns>Null for the copy of a module as it was before training.</returns>
    public static string? Plain(string name)
    {
        var plain = WithoutPrefix(name);
        if (plain.Contains(".original_module.", StringComparison.Ordinal))
        {
            return null;
        }

        var saved = plain.IndexOf(SavedPart, StringComparison.Ordinal);
        if (saved >= 0)
        {
            // MODULE.modules_to_save.weight, or MODULE.modules_to_save.default.weight in older files.
            var rest = plain[(saved + SavedPart.Length)..];
            rest = rest.StartsWith("default.", StringComparison.Ordinal) ? rest["default.".Length..] : rest;
            plain = $"{plain[..saved]}.{rest}";
        }

        return plain.Replace(".base_layer.", ".", StringComparison.Ordinal);
    }

    /// <summary>Whether a tensor belongs to a kind of adapter that is not known here.</summary>
    public static bool IsUnknownAdapter(string name) => name.Contains(".lora_", StringComparison.Ordinal);

    private static string WithoutPrefix(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
}
