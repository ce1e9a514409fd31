using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.QFormers;

/// <summary>
/// BLIP-2's querying transformer (Li et al. 2023, section 3.1; LAVIS: models/blip2_models/Qformer.py): a few learned
/// queries read an image through cross-attention, in a BERT that can read text beside them.
/// </summary>
/// <remarks>
/// Image features are given as the network looks at them: after <c>ln_vision</c> where a checkpoint has that norm.
/// </remarks>
public sealed class QFormer
{
    private readonly QFormerConfig _config;
    private readonly Parameter _queryTokens;
    private readonly BertEmbeddings _embeddings;
    private readonly QFormerLayer[] _layers;
    private readonly BertLanguageHead? _languageHead;

    /// <summary>Takes <c>query_tokens</c>, <c>Qformer.bert</c> and <c>Qformer.cls</c>.</summary>
    /// <param name="scope">The place of these names.</param>
    /// <param name="config">The network's numbers.</param>
    /// <param name="hasText">
    /// False to leave out all that reads and writes text, two fifths of the parameters: a language model wants the queries
    /// only.
    /// </param>
    public QFormer(ParameterScope scope, QFormerConfig config, bool hasText = true)
    {
        _config = config;
        _queryTokens = scope.Take("query_tokens", [1, config.QueryLength, config.Bert.HiddenSize], ParameterKind.Tokens);
        var bert = scope["Qformer"]["bert"];
        _embeddings = new BertEmbeddings(bert["embeddings"], config.Bert, hasWords: hasText, hasTokenTypes: false);
        _layers = new QFormerLayer[config.Bert.Layers];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var seesImage = layer % config.CrossAttentionFrequency == 0;
            _layers[layer] = new QFormerLayer(bert["encoder"]["layer"][layer], config, seesImage, hasText);
        }

        _languageHead = hasText
            ? new BertLanguageHead(scope["Qformer"]["cls"]["predictions"], config.Bert, _embeddings.Words)
            : null;
    }

    /// <summary>The network's numbers.</summary>
    public QFormerConfig Config => _config;

    /// <summary>The queries read the image.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="image">[batch, patches, encoderWidth].</param>
    /// <returns>[batch, queries, hidden].</returns>
    public Tensor EncodeQueries(Tape tape, Tensor image) => EncodeQueries(tape, image, []);

    /// <summary>The queries read the image and leave what <see cref="DecodeText"/> looks at.</summary>
    /// <param name="tape">Gets the output and the cache.</param>
    /// <param name="image">[batch, patches, encoderWidth].</param>
    /// <param name="cache">Gets the queries' keys and values in each layer; one a layer, or none where none are wanted.</param>
    /// <returns>[batch, queries, hidden].</returns>
    /// <exception cref="ArgumentException">The image features or the cache are of another shape.</exception>
    public Tensor EncodeQueries(Tape tape, Tensor image, Span<KeysAndValues> cache)
    {
        ExpectImage(image);
        ExpectLayers(cache.Length, orNone: true);
        var mark = tape.Mark();
        var x = _embeddings.Normalize(tape, Queries(tape, image.Shape[0]));
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var context = _layers[layer].Project(tape, x);
            x = _layers[layer].Forward(tape, x, _config.QueryLength, image, context, [], isCausal: false);
            if (cache.IsEmpty)
            {
                tape.ReleaseSince(mark, x);
            }
            else
            {
                cache[layer] = context;
            }
        }

        return x;
    }

    /// <summary>Reads text alone, as a BERT without an image does.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="text">Tokens with their padding, which nothing looks at.</param>
    /// <returns>[batch, length, hidden]; rows of padding mean nothing.</returns>
    /// <exception cref="ArgumentException">The text is too long, or a token is unknown.</exception>
    /// <exception cref="InvalidOperationException">The network was made without text.</exception>
    public Tensor EncodeText(Tape tape, PaddedText text)
    {
        var mark = tape.Mark();
        var x = _embeddings.Normalize(tape, _embeddings.Sum(tape, text));
        foreach (var layer in _layers)
        {
            x = layer.Forward(tape, x, 0, null, layer.Project(tape, x), text.Mask, isCausal: false);
            tape.ReleaseSince(mark, x);
        }

        return x;
    }

    /// <summary>Reads image and text together: all queries and tokens see each other, the queries see the image.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="image">[batch, patches, encoderWidth].</param>
    /// <param name="text">A text for each image.</param>
    /// <returns>[batch, queries + length, hidden], the queries first.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, the text is too long, or a token is unknown.</exception>
    /// <exception cref="InvalidOperationException">The network was made without text.</exception>
    public Tensor EncodePair(Tape tape, Tensor image, PaddedText text)
    {
        ExpectImage(image);
        ExpectBatch(image.Shape[0], text);
        var mask = MaskWithQueries(text);
        var mark = tape.Mark();
        var embedded = tape.Concatenate(1, Queries(tape, text.Batch), _embeddings.Sum(tape, text));
        var x = _embeddings.Normalize(tape, embedded);
        foreach (var layer in _layers)
        {
            x = layer.Forward(tape, x, _config.QueryLength, image, layer.Project(tape, x), mask, isCausal: false);
            tape.ReleaseSince(mark, x);
        }

        return x;
    }

    /// <summary>
    /// Writes text about the image that the queries have read: each token sees the queries and the tokens up to itself.
    /// The queries never see the text, so their keys and values are those that
    /// <see cref="EncodeQueries(Tape, Tensor, Span{KeysAndValues})"/> left, and what remains of BLIP-2's multi-modal causal
    /// mask is a causal one.
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="cache">The queries' keys and values, one a layer.</param>
    /// <param name="text">A text for each image; its first token is LAVIS's <c>[DEC]</c> where the checkpoint knows it.</param>
    /// <returns>Logits of the token after each token, [batch, length, vocabulary].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, the text is too long, or a token is unknown.</exception>
    /// <exception cref="InvalidOperationException">The network was made without text.</exception>
    public Tensor DecodeText(Tape tape, ReadOnlySpan<KeysAndValues> cache, PaddedText text)
    {
        ExpectLayers(cache.Length, orNone: false);
        ExpectBatch(cache[0].Keys.Shape[0], text);
        var mask = MaskWithQueries(text);
        var mark = tape.Mark();
        var x = _embeddings.Normalize(tape, _embeddings.Sum(tape, text));
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var context = cache[layer].FollowedBy(tape, _layers[layer].Project(tape, x));
            x = _layers[layer].Forward(tape, x, 0, null, context, mask, isCausal: true);
            tape.ReleaseSince(mark, x);
        }

        return _languageHead!.Forward(tape, x);
    }

    private Tensor Queries(Tape tape, int batch) =>
        tape.BroadcastTo(_queryTokens, batch, _config.QueryLength, _config.Bert.HiddenSize);

    // [batch, queries + length]: every query takes part, and of the text what is no padding.
    private bool[] MaskWithQueries(PaddedText text)
    {
        var width = _config.QueryLength + text.Length;
        var mask = new bool[text.Batch * width];
        for (var row = 0; row < text.Batch; row++)
        {
            mask.AsSpan(row * width, _config.QueryLength).Fill(true);
            text.Mask.Slice(row * text.Length, text.Length).CopyTo(mask.AsSpan((row * width) + _config.QueryLength));
        }

        return mask;
    }

    private void ExpectImage(Tensor image)
    {
        if (image.Shape.Rank != 3 || image.Shape[2] != _config.EncoderWidth)
        {
            throw new ArgumentException(
                $"Q-Former: expected image features [batch, patches, {_config.EncoderWidth}], but found {image}.");
        }
    }

    private void ExpectLayers(int found, bool orNone)
    {
        if (found != _layers.Length && !(orNone && found == 0))
        {
            throw new ArgumentException(
                $"Q-Former: expected keys and values for each of {_layers.Length} layers, but found {found} of them.");
        }
    }

    private static void ExpectBatch(int images, PaddedText text)
    {
        if (images != text.Batch)
        {
            throw new ArgumentException($"Q-Former: expected a text for each of {images} images, but found {text.Batch} texts.");
        }
    }
}
