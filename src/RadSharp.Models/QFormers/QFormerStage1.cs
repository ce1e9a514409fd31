using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.QFormers;

/// <summary>
/// BLIP-2's first stage, in which a Q-Former learns from images and their texts what to read out of an image (Li et al.
/// 2023, section 3.1; LAVIS: models/blip2_models/blip2_qformer.py): the connector and the heads of the three losses.
/// </summary>
public sealed class QFormerStage1
{
    /// <summary>Where LAVIS begins <see cref="Temperature"/>; fresh parameters begin it at 1.</summary>
    public const float InitialTemperature = 0.07f;

    private readonly Linear _visionProjection;
    private readonly Linear _textProjection;
    private readonly Linear _matchingHead;

    /// <summary>
    /// Takes the connector's parameters, <c>vision_proj</c>, <c>text_proj</c>, <c>itm_head</c> and <c>temp</c>.
    /// </summary>
    /// <param name="scope">The place of these names.</param>
    /// <param name="config">The Q-Former's numbers.</param>
    /// <param name="projectionWidth">Width in which images and texts are compared.</param>
    public QFormerStage1(ParameterScope scope, QFormerConfig config, int projectionWidth = 256)
    {
        Connector = new QFormerConnector(scope, config, hasText: true);
        _visionProjection = new Linear(scope["vision_proj"], config.Bert.HiddenSize, projectionWidth);
        _textProjection = new Linear(scope["text_proj"], config.Bert.HiddenSize, projectionWidth);
        _matchingHead = new Linear(scope["itm_head"], config.Bert.HiddenSize, 2);
        Temperature = scope.Take("temp", [], ParameterKind.Scale);
    }

    /// <summary>What is trained for the language model.</summary>
    public QFormerConnector Connector { get; }

    /// <summary>What similarities are divided by in the contrastive loss, shape [].</summary>
    public Parameter Temperature { get; }

    /// <summary>Reads images and texts apart from each other, which is enough to compare them.</summary>
    /// <param name="tape">Gets the outputs.</param>
    /// <param name="patches">Patch features, [batch, patches, encoderWidth].</param>
    /// <param name="text">A text for each image; its first token speaks for it (<c>[CLS]</c>).</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the text is too long, or a token is unknown.</exception>
    public Stage1Encoding Encode(Tape tape, Tensor patches, PaddedText text)
    {
        var (qFormer, hidden) = (Connector.QFormer, Connector.QFormer.Config.Bert.HiddenSize);
        var image = Connector.Normalize(tape, patches);
        var cache = new KeysAndValues[qFormer.Config.Bert.Layers];
        var queries = qFormer.EncodeQueries(tape, image, cache);
        var tokens = qFormer.EncodeText(tape, text);
        var first = tape.Reshape(tape.Slice(tokens, 1, 0, 1), text.Batch, hidden); // [batch, hidden]
        var similarities = QFormerLosses.Similarities(
            tape, _visionProjection.Forward(tape, queries), _textProjection.Forward(tape, first));
        return new Stage1Encoding(image, text, cache, similarities);
    }

    /// <summary>How well images and texts fit when they are read together.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="image">Normalized patch features, [batch, patches, encoderWidth].</param>
    /// <param name="text">A text for each image.</param>
    /// <returns>Logits against and for, [batch, 2]: the mean over the queries.</returns>
    public Tensor Match(Tape tape, Tensor image, PaddedText text)
    {
        var both = Connector.QFormer.EncodePair(tape, image, text);
        var queries = tape.Slice(both, 1, 0, Connector.QFormer.Config.QueryLength);
        return tape.Mean(_matchingHead.Forward(tape, queries), [1]); // [batch, queries, 2] to [batch, 2]
    }

    /// <summary>The three losses of a batch.</summary>
    /// <param name="tape">Gets the outputs.</param>
    /// <param name="encoding">Of <see cref="Encode"/>, on the same tape.</param>
    /// <param name="negatives">For each pair the wrong image and the wrong text that it is told apart from.</param>
    /// <param name="decoderStart">The token that stands first where text is generated, <c>[DEC]</c>.</param>
    public Stage1Losses Losses(Tape tape, Stage1Encoding encoding, HardNegatives negatives, int decoderStart)
    {
        var (image, text) = (encoding.Image, encoding.Text);
        int[] pairs = [.. Enumerable.Range(0, text.Batch)];
        var images = tape.Gather(image, [.. pairs, .. negatives.Images, .. pairs]);
        var matches = Match(tape, images, text.Rows([.. pairs, .. pairs, .. negatives.Texts]));
        var decoded = text.StartingWith(decoderStart);
        var logits = Connector.QFormer.DecodeText(tape, encoding.Cache, decoded);
        return new Stage1Losses(
            QFormerLosses.Contrastive(tape, encoding.Similarities, Temperature),
            QFormerLosses.Matching(tape, matches, text.Batch),
            QFormerLosses.Generation(tape, logits, decoded));
    }
}

/// <summary>Images and texts of a batch, read apart from each other.</summary>
/// <param name="Image">Normalized patch features, [batch, patches, encoderWidth].</param>
/// <param name="Text">The texts.</param>
/// <param name="Cache">The queries' keys and values in each layer.</param>
/// <param name="Similarities">[batch, batch], image by text.</param>
public sealed record Stage1Encoding(Tensor Image, PaddedText Text, KeysAndValues[] Cache, Tensor Similarities);

/// <summary>The losses of BLIP-2's first stage, one number each; LAVIS trains their sum.</summary>
/// <param name="Contrastive">Image-text contrastive loss.</param>
/// <param name="Matching">Image-text matching loss.</param>
/// <param name="Generation">Image-grounded text generation loss.</param>
public sealed record Stage1Losses(Tensor Contrastive, Tensor Matching, Tensor Generation)
{
    /// <summary>Their sum, shape [].</summary>
    public Tensor Sum(Tape tape) => tape.Add(tape.Add(Contrastive, Matching), Generation);
}
