using RadSharp.Models.Checkpoints;
using RadSharp.Models.Encoders.Bert;

namespace RadSharp.Models.QFormers;

/// <summary>The numbers of a Q-Former: those of the BERT that it is made from, and its own.</summary>
/// <param name="Bert">The BERT's.</param>
/// <param name="EncoderWidth">Width of the image features that it looks at: <c>encoder_width</c>.</param>
/// <param name="QueryLength">Number of learned queries: <c>query_length</c>.</param>
public sealed record QFormerConfig(BertConfig Bert, int EncoderWidth, int QueryLength)
{
    /// <summary>Queries look at the image in layers 0, n, 2n, …: <c>cross_attention_freq</c>.</summary>
    public int CrossAttentionFrequency { get; init; } = 2;

    /// <summary>
    /// RaDialog-align's, whose checkpoint has no configuration file: bert-base-uncased with one word more, <c>[DEC]</c>
    /// (ChantalMP/RaDialog: model/lavis/models/blip2_models/blip2.py).
    /// </summary>
    public static QFormerConfig RaDialogAlign => new(new BertConfig(30_523, 768, 3072, 12, 12, 512), 1408, 32);

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static QFormerConfig Read(string path)
    {
        var fields = ConfigFields.Read(path);
        return new QFormerConfig(BertConfig.From(fields), fields.Positive("encoder_width"), fields.Positive("query_length"))
        {
            CrossAttentionFrequency = fields.Positive("cross_attention_freq", 2),
        };
    }
}
