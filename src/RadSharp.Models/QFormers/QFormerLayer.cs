using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.QFormers;

/// <summary>
/// One layer of a Q-Former: queries and text look at each other, then the queries at the image, then each kind passes a
/// feed-forward part of its own (LAVIS: models/blip2_models/Qformer.py, BertLayer).
/// </summary>
internal sealed class QFormerLayer
{
    private readonly BertAttention _attention;
    private readonly BertAttention? _crossAttention;
    private readonly BertFeedForward _ofQueries;
    private readonly BertFeedForward? _ofText;

    public QFormerLayer(ParameterScope scope, QFormerConfig config, bool seesImage, bool hasText)
    {
        _attention = new BertAttention(scope["attention"], config.Bert);
        _crossAttention = seesImage ? new BertAttention(scope["crossattention"], config.Bert, config.EncoderWidth) : null;
        _ofText = hasText ? new BertFeedForward(scope["intermediate"], scope["output"], config.Bert) : null;
        _ofQueries = new BertFeedForward(scope["intermediate_query"], scope["output_query"], config.Bert);
    }

    /// <summary>The tokens' keys and values, to look at in <see cref="Forward"/>.</summary>
    public KeysAndValues Project(Tape tape, Tensor x) => _attention.Project(tape, x);

    /// <summary>Runs the layer.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[batch, queries + text, hidden].</param>
    /// <param name="queries">How many tokens of <paramref name="x"/> are queries: all, some or none.</param>
    /// <param name="image">[batch, patches, encoderWidth]; null where there are no queries.</param>
    /// <param name="context">What the tokens look at among themselves, of <see cref="Project"/>.</param>
    /// <param name="keyMask">[batch, contextTokens]; empty where all take part.</param>
    /// <param name="isCausal">Whether the tokens are the context's last and see those up to themselves only.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    public Tensor Forward(
        Tape tape, Tensor x, int queries, Tensor? image, KeysAndValues context, ReadOnlySpan<bool> keyMask, bool isCausal)
    {
        var attended = _attention.Forward(tape, x, context, keyMask, isCausal);
        var text = x.Shape[1] - queries;
        if (queries == 0)
        {
            return _ofText!.Forward(tape, attended);
        }

        if (text == 0)
        {
            return Queries(tape, attended, image);
        }

        return tape.Concatenate(
            1,
            Queries(tape, tape.Slice(attended, 1, 0, queries), image),
            _ofText!.Forward(tape, tape.Slice(attended, 1, queries, text)));
    }

    private Tensor Queries(Tape tape, Tensor x, Tensor? image)
    {
        if (_crossAttention is not null && image is { } patches)
        {
            x = _crossAttention.Forward(tape, x, _crossAttention.Project(tape, patches));
        }

        return _ofQueries.Forward(tape, x);
    }
}
