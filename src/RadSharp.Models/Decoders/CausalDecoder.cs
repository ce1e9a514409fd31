using System.Buffers;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Decoders;

/// <summary>
/// A LLaMA, Vicuna or Qwen2 language model (transformers: models/llama/modeling_llama.py, models/qwen2/modeling_qwen2.py):
/// embeddings, layers, a norm, a head over the vocabulary. Its parameters are the checkpoint's, below the scope that it is
/// given: <c>model.embed_tokens.weight</c>, <c>model.layers.N…</c>, <c>model.norm.weight</c>, <c>lm_head.weight</c>.
/// </summary>
/// <remarks>
/// A computation is <see cref="Embed"/>, then one of <see cref="Forward"/> (whole sequences, training),
/// <see cref="Continue"/> (one conversation) and <see cref="Step"/> (one token of several conversations), then
/// <see cref="Logits"/>. Before the second, image features take the places that the text keeps for them.
/// </remarks>
public sealed class CausalDecoder
{
    /// <summary>The label of a token that is not learned, as in transformers.</summary>
    public const int NotCounted = -100;

    private readonly Parameter _embeddings;
    private readonly DecoderLayer[] _layers;
    private readonly RmsNorm _norm;
    private readonly Linear? _head;
    private readonly RotaryTable _rotary;

    /// <summary>Takes the parameters.</summary>
    /// <param name="scope">The decoder's place: the root of its own checkpoint, <c>language_model</c> in compositions.</param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public CausalDecoder(ParameterScope scope, DecoderConfig config)
    {
        Config = config;
        _rotary = new RotaryTable(config.HeadDim, config.RotaryTheta, config.RotaryScaling);
        var model = scope["model"];
        _embeddings = model["embed_tokens"].Take(
            "weight", [config.VocabularySize, config.HiddenSize], ParameterKind.Embedding);

        // The largest matrices come first: quantising needs room beside them while little else is loaded.
        _head = config.TiesEmbeddings
            ? null
            : new Linear(scope["lm_head"], config.HiddenSize, config.VocabularySize, bias: false);
        _layers = new DecoderLayer[config.Layers];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new DecoderLayer(model["layers"][layer], config, _rotary);
        }

        _norm = new RmsNorm(model["norm"], config.HiddenSize, config.NormEpsilon);
    }

    /// <summary>The numbers.</summary>
    public DecoderConfig Config { get; }

    /// <summary>
    /// Whether backward runs each layer a second time instead of keeping its activations: about a third more time for a
    /// small part of the memory.
    /// </summary>
    public bool RecomputesLayers { get; set; }

    /// <summary>The embeddings of tokens.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="ids">[batch, tokens], each below the vocabulary's size.</param>
    /// <param name="batch">Number of sequences.</param>
    /// <returns>[batch, tokens, hidden].</returns>
    /// <exception cref="ArgumentException">A token outside the vocabulary.</exception>
    public Tensor Embed(Tape tape, ReadOnlySpan<int> ids, int batch = 1) =>
        tape.Reshape(tape.Embedding(_embeddings, ids), batch, ids.Length / batch, Config.HiddenSize);

    /// <summary>Whole sequences from their first token on, recorded on a tape for training.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="embeddings">[batch, tokens, hidden].</param>
    /// <param name="mask">
    /// [batch, tokens], false for padding on either side; empty where there is none. Padding is seen by no other token; its
    /// own outputs mean nothing. Positions count padding: attention depends on their differences only.
    /// </param>
    /// <param name="states">
    /// Gets the embeddings, each layer's output but the last one's, and the normed last one, as transformers'
    /// <c>hidden_states</c>; null for none.
    /// </param>
    /// <returns>Hidden states after the final norm, [batch, tokens, hidden].</returns>
    public Tensor Forward(Tape tape, Tensor embeddings, ReadOnlySpan<bool> mask = default, ICollection<Tensor>? states = null)
    {
        var positions = new int[embeddings.Shape[1]];
        Count(positions, 0);
        var seen = mask.ToArray();
        var x = embeddings;
        foreach (var layer in _layers)
        {
            states?.Add(x);
            var mark = tape.Mark();
            x = RecomputesLayers
                ? tape.Recompute(x, (inner, input) => layer.Forward(inner, input, positions, seen))
                : layer.Forward(tape, x, positions, seen);
            x = tape.ReleaseSince(mark, x);
        }

        x = _norm.Forward(tape, x);
        states?.Add(x);
        return x;
    }

    /// <summary>
    /// Tokens that continue what a cache holds: a prompt, whole or in chunks, or a single token. The cache takes them in.
    /// </summary>
    /// <param name="tape">Gets the output; records nothing.</param>
    /// <param name="embeddings">[1, tokens, hidden].</param>
    /// <param name="cache">The conversation so far.</param>
    /// <returns>Hidden states after the final norm, [1, tokens, hidden].</returns>
    /// <exception cref="ArgumentException">The shape is another, or the context has no room for the tokens.</exception>
    public Tensor Continue(Tape tape, Tensor embeddings, DecoderCache cache)
    {
        ExpectShape(embeddings, 1);
        var tokens = embeddings.Shape[1];
        ExpectRoom(cache.Length, tokens);
        var rented = ArrayPool<int>.Shared.Rent(tokens);
        var positions = rented.AsSpan(0, tokens);
        Count(positions, cache.Length);
        var x = embeddings;
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var mark = tape.Mark();
            x = tape.ReleaseSince(mark, _layers[layer].Continue(tape, x, positions, cache[layer]));
        }

        ArrayPool<int>.Shared.Return(rented);
        return _norm.Forward(tape, x);
    }

    /// <summary>
    /// One token of each of several conversations: the linear layers, which are most of the work, read their weights once
    /// for all; attention runs for each conversation on its own cache.
    /// </summary>
    /// <param name="tape">Gets the output; records nothing.</param>
    /// <param name="embeddings">[conversations, 1, hidden].</param>
    /// <param name="caches">A cache for each conversation, none twice; each takes its token in.</param>
    /// <returns>Hidden states after the final norm, [conversations, 1, hidden].</returns>
    /// <exception cref="ArgumentException">The shape is another, or a context has no room.</exception>
    public Tensor Step(Tape tape, Tensor embeddings, ReadOnlySpan<DecoderCache> caches)
    {
        ExpectShape(embeddings, caches.Length);
        var rented = ArrayPool<int>.Shared.Rent(caches.Length);
        var positions = rented.AsSpan(0, caches.Length);
        for (var sequence = 0; sequence < caches.Length; sequence++)
        {
            positions[sequence] = caches[sequence].Length;
            ExpectRoom(positions[sequence], 1);
        }

        var x = embeddings;
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var mark = tape.Mark();
            x = tape.ReleaseSince(mark, _layers[layer].Step(tape, x, positions, caches, layer));
        }

        ArrayPool<int>.Shared.Return(rented);
        return _norm.Forward(tape, x);
    }

    /// <summary>What the head says about the next token.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="hidden">Hidden states after the final norm, [batch, tokens, hidden].</param>
    /// <param name="onlyLast">Whether the last token of each sequence is enough.</param>
    /// <returns>[batch, tokens, vocabulary], or [batch, 1, vocabulary].</returns>
    public Tensor Logits(Tape tape, Tensor hidden, bool onlyLast = false)
    {
        var x = onlyLast && hidden.Shape[1] > 1 ? tape.Slice(hidden, 1, hidden.Shape[1] - 1, 1) : hidden;
        return _head is null ? tape.Linear(x, _embeddings) : _head.Forward(tape, x);
    }

    /// <summary>
    /// Mean cross-entropy of each counted token given those before it. Only their rows go through the head, so that a
    /// prompt that is not learned costs no logits.
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="embeddings">[batch, tokens, hidden].</param>
    /// <param name="labels">
    /// [batch, tokens]: the tokens themselves, <see cref="NotCounted"/> where one is not counted; shifted here.
    /// </param>
    /// <param name="mask">As in <see cref="Forward"/>.</param>
    /// <returns>One number, shape []; 0 where no token counts.</returns>
    /// <exception cref="ArgumentException">Another number of labels, or one that is no token.</exception>
    public Tensor Loss(Tape tape, Tensor embeddings, ReadOnlySpan<int> labels, ReadOnlySpan<bool> mask = default)
    {
        var (batch, tokens) = (embeddings.Shape[0], embeddings.Shape[1]);
        if (labels.Length != batch * tokens)
        {
            throw new ArgumentException(
                $"Loss: expected a label for each token of {embeddings.Shape}, found {labels.Length} labels.", nameof(labels));
        }

        var (rows, targets) = (new List<int>(), new List<int>());
        for (var index = 0; index < labels.Length; index++)
        {
            if (index % tokens != 0 && labels[index] != NotCounted)
            {
                rows.Add(index - 1);
                targets.Add(labels[index]);
            }
        }

        // [batch · tokens, hidden], then [counted, hidden]
        var hidden = tape.Reshape(Forward(tape, embeddings, mask), batch * tokens, Config.HiddenSize);
        var counted = tape.Gather(hidden, rows.ToArray());
        var logits = _head is null ? tape.Linear(counted, _embeddings) : _head.Forward(tape, counted);
        return tape.CrossEntropy(logits, targets.ToArray());
    }

    /// <summary>Makes room for <paramref name="positions"/> positions at once: no step within them has to.</summary>
    public void ReservePositions(int positions) => _rotary.Reserve(positions);

    private static void Count(Span<int> positions, int first)
    {
        for (var token = 0; token < positions.Length; token++)
        {
            positions[token] = first + token;
        }
    }

    private void ExpectShape(Tensor embeddings, int sequences)
    {
        var shape = embeddings.Shape;
        if (shape.Rank != 3 || shape[0] != sequences || shape[1] < 1 || shape[2] != Config.HiddenSize
            || (sequences != 1 && shape[1] != 1))
        {
            var tokens = sequences == 1 ? "tokens" : "1";
            throw new ArgumentException(
                $"Expected embeddings [{sequences}, {tokens}, {Config.HiddenSize}], found {shape}.", nameof(embeddings));
        }
    }

    private void ExpectRoom(int held, int tokens)
    {
        if ((long)held + tokens > Config.MaxPositions)
        {
            throw new ArgumentException(
                $"The context has room for {Config.MaxPositions} tokens, but {held} are held and {tokens} more were given. "
                + "Shorten the conversation or the prompt.");
        }
    }
}
