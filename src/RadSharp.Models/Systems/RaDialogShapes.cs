using RadSharp.Models.QFormers;
using RadSharp.Models.Vision;

namespace RadSharp.Models.Systems;

/// <summary>
/// The numbers of RaDialog's image networks, read off their tensors' shapes: their files come without a configuration.
/// </summary>
internal static class RaDialogShapes
{
    // BERT's attention heads have 64 numbers each, in every size that was published.
    private const int BertHeadDim = 64;

    private const string Stages = "encoder.encoder.layer";

    /// <summary>A BioViL-T's.</summary>
    /// <param name="shapes">The checkpoint.</param>
    /// <param name="prefix">What its names begin with, without the last dot.</param>
    /// <param name="hasProjector">Whether its projector is wanted.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has other axes.</exception>
    public static BioViLTConfig ImageModel(TensorShapes shapes, string prefix, bool hasProjector)
    {
        var blocks = new List<int>();
        while (shapes.Count($"{prefix}.{Stages}{blocks.Count + 1}.*.conv1.weight") is > 0 and var count)
        {
            blocks.Add(count);
        }

        return new BioViLTConfig
        {
            Backbone = new ResNetConfig
            {
                Blocks = blocks.Count > 0 ? blocks : new ResNetConfig().Blocks,
                Width = shapes.Length($"{prefix}.encoder.encoder.conv1.weight", rank: 4, axis: 0),
            },
            PatchChannels = shapes.Length($"{prefix}.encoder.backbone_to_vit.weight", rank: 4, axis: 0),
            PoolerBlocks = shapes.Count($"{prefix}.encoder.vit_pooler.blocks.*.norm1.weight"),
            JointFeatureSize = hasProjector ? shapes.Length($"{prefix}.projector.model.3.weight", rank: 4, axis: 0) : null,
        };
    }

    /// <summary>RaDialog-align's Q-Former's.</summary>
    /// <inheritdoc cref="ImageModel"/>
    public static QFormerConfig QFormer(TensorShapes shapes)
    {
        const string Layer = "Qformer.bert.encoder.layer.";
        const string Crossing = ".crossattention.self.key.weight";
        var published = QFormerConfig.RaDialogAlign;
        var layers = shapes.Count($"{Layer}*.attention.self.query.weight");
        var hidden = shapes.Length("query_tokens", rank: 3, axis: 2);
        var frequency = 1;
        while (frequency < layers && !shapes.Contains($"{Layer}{frequency}{Crossing}"))
        {
            frequency++;
        }

        return published with
        {
            Bert = published.Bert with
            {
                HiddenSize = hidden,
                IntermediateSize = shapes.Length($"{Layer}0.intermediate_query.dense.weight", rank: 2, axis: 0),
                Layers = layers,
                AttentionHeads = Math.Max(hidden / BertHeadDim, 1),
            },
            EncoderWidth = shapes.Length($"{Layer}0{Crossing}", rank: 2, axis: 1),
            QueryLength = shapes.Length("query_tokens", rank: 3, axis: 1),
            CrossAttentionFrequency = frequency,
        };
    }
}
