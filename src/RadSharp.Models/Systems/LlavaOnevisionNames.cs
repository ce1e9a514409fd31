using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Systems;

/// <summary>
/// The three spellings of LLaVA-OneVision's parameters (transformers: models/llava_onevision/
/// convert_llava_onevision_weights_to_hf.py, and the mapping that its newer releases apply).
/// </summary>
internal static class LlavaOnevisionNames
{
    // What a name of transformers 4.46 begins with, and what it begins with in the other two spellings.
    private static readonly (string Name, string Newer, string Original)[] Beginnings =
    [
        ("language_model.model.", "model.language_model.", "model."),
        ("language_model.lm_head.", "lm_head.", "lm_head."),
        ("vision_tower.", "model.vision_tower.", "model.vision_tower.vision_tower."),
        ("multi_modal_projector.linear_1.", "model.multi_modal_projector.linear_1.", "model.mm_projector.0."),
        ("multi_modal_projector.linear_2.", "model.multi_modal_projector.linear_2.", "model.mm_projector.2."),
        ("image_newline", "model.image_newline", "model.image_newline"),
    ];

    /// <summary>How a checkpoint spells the names of transformers 4.46, which this library uses; null where it uses them.</summary>
    /// <exception cref="InvalidDataException">It has the language model under none of the three names.</exception>
    public static Func<string, string>? SpellingOf(ICheckpoint checkpoint) =>
        checkpoint.Contains("language_model.model.norm.weight") ? null
        : checkpoint.Contains("model.language_model.norm.weight") ? name => Spell(name, static entry => entry.Newer)
        : checkpoint.Contains("model.norm.weight") ? name => Spell(name, static entry => entry.Original)
        : throw new InvalidDataException(
            $"{checkpoint.Location}: expected language_model.model.norm.weight (transformers 4.46), "
            + "model.language_model.norm.weight (newer) or model.norm.weight (LLaVA-NeXT) among the "
            + $"{checkpoint.Names.Count} tensors, but found none of them. Is this the checkpoint of another model?");

    /// <summary>
    /// Whether a parameter is of the vision encoder or the connector: a twentieth of the whole, on which every token of an image
    /// depends.
    /// </summary>
    public static bool IsImageSide(string name) => !name.StartsWith("language_model.", StringComparison.Ordinal);

    private static string Spell(string name, Func<(string Name, string Newer, string Original), string> spelling)
    {
        foreach (var entry in Beginnings)
        {
            if (name.StartsWith(entry.Name, StringComparison.Ordinal))
            {
                return spelling(entry) + name[entry.Name.Length..];
            }
        }

        return name;
    }
}
