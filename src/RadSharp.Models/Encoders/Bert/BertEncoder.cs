using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// BERT (Devlin et al. 2019; transformers: models/bert/modeling_bert.py, BertModel): text in, a vector for each token out.
/// </summary>
public sealed class BertEncoder
{
    private readonly BertEmbeddings _embeddings;
    private readonly BertLayer[] _layers;
    private readonly Linear? _pooler;

    /// <summary>Takes <c>embeddings</c>, <c>encoder.layer</c> and, where the source has one, <c>pooler</c>.</summary>
    /// <param name="scope">
    /// The place of these names. Files that spell them otherwise are read with <see cref="BertSpelling"/>.
    /// </param>
    /// <param name="config">The network's numbers.</param>
    public BertEncoder(ParameterScope scope, BertConfig config)
    {
        _embeddings = new BertEmbeddings(scope["embeddings"], config);
        _layers = new BertLayer[config.Layers];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new BertLayer(scope["encoder"]["layer"][layer], config);
        }

        var pooler = scope["pooler"]["dense"];
        _pooler = pooler.Contains("weight") ? new Linear(pooler, config.HiddenSize, config.HiddenSize) : null;
    }

    /// <summary>Whether there is a pooler; checkpoints that were trained on masked words alone have none.</summary>
    public bool HasPooler => _pooler is not null;

    /// <summary>Reads text.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="text">Tokens with their padding, which nothing looks at.</param>
    /// <param name="tokenTypes">The segment of each token, [batch, length]; empty for the first everywhere.</param>
    /// <returns><c>last_hidden_state</c>, [batch, length, hidden]; rows of padding mean nothing.</returns>
    /// <exception cref="ArgumentException">The text is too long, or a token is unknown.</exception>
    public Tensor Forward(Tape tape, PaddedText text, ReadOnlySpan<int> tokenTypes = default)
    {
        var mark = tape.Mark();
        var x = _embeddings.Normalize(tape, _embeddings.Sum(tape, text, tokenTypes));
        foreach (var layer in _layers)
        {
            x = tape.ReleaseSince(mark, layer.Forward(tape, x, text.Mask));
        }

        return x;
    }

    /// <summary>One vector for each text: the first token's, through a linear layer and tanh.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="hidden">Of <see cref="Forward"/>.</param>
    /// <returns><c>pooler_output</c>, [batch, hidden].</returns>
    /// <exception cref="InvalidOperationException">There is no pooler.</exception>
    public Tensor Pool(Tape tape, Tensor hidden)
    {
        var pooler = _pooler ?? throw new InvalidOperationException(
            "The checkpoint of this BERT has no tensor 'pooler.dense.weight', so there is no pooled output. Use the token "
            + "vectors.");
        var first = tape.Reshape(tape.Slice(hidden, 1, 0, 1), hidden.Shape[0], hidden.Shape[2]); // [batch, hidden]
        return pooler.Forward(tape, first, Activation.Tanh);
    }
}
