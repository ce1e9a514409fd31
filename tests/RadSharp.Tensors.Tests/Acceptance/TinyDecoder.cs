using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>A LLaMA or Qwen2 decoder from this engine's operations, with the parameter names of public checkpoints.</summary>
internal sealed class TinyDecoder : IDisposable
{
    private readonly DecoderConfig _config;
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly DecoderBlock[] _blocks;

    /// <summary>Reads the weights.</summary>
    /// <param name="config">The numbers.</param>
    /// <param name="weights">Every parameter under its name.</param>
    /// <param name="projections">How linear layers are stored; they are frozen unless in Float32. Those whose columns are not
    /// whole blocks stay in Float32.</param>
    public TinyDecoder(DecoderConfig config, SafetensorsFile weights, DType projections = DType.Float32)
    {
        _config = config;
        foreach (var entry in weights.Entries)
        {
            var isStored = projections != DType.Float32 && entry.Name.EndsWith("_proj.weight", StringComparison.Ordinal)
                && entry.Shape[1] % QuantizedLayout.BlockLength == 0;
            var value = weights.ReadFloat32(entry.Name);
            if (isStored)
            {
                using var exact = value;
                value = exact.Quantize(projections);
            }

            _parameters.Add(entry.Name, new Parameter(entry.Name, value, trainable: !isStored));
        }

        _blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => new DecoderBlock(config, layer, name => _parameters[name]))];
        Rotary = new RotaryTable(config.HeadDim, config.RotaryTheta);
    }

    public DecoderConfig Config => _config;

    public RotaryTable Rotary { get; }

    public IReadOnlyCollection<Parameter> Parameters => _parameters.Values;

    /// <summary>The part of each branch that is dropped in training; the published models drop nothing.</summary>
    public float Dropout
    {
        set => Array.ForEach(_blocks, block => block.Dropout = value);
    }

    /// <summary>Whether backward runs each layer a second time instead of keeping its activations.</summary>
    public bool RecomputesLayers { get; set; }

    public Parameter this[string name] => _parameters[name];

    /// <summary>The embeddings of [batch, tokens] ids: [batch, tokens, hidden].</summary>
    public Tensor Embed(Tape tape, ReadOnlySpan<int> ids, int batch) =>
        tape.Reshape(tape.Embedding(this["model.embed_tokens.weight"], ids), batch, -1, _config.Hidden);

    /// <summary>One layer: [batch, tokens, hidden] in and out; positions from 0 on.</summary>
    public Tensor Layer(Tape tape, int layer, Tensor x)
    {
        int[] positions = [.. Enumerable.Range(0, x.Shape[1])];
        return RecomputesLayers
            ? tape.Recompute(x, (inner, input) => _blocks[layer].Forward(inner, input, Rotary, positions))
            : _blocks[layer].Forward(tape, x, Rotary, positions);
    }

    /// <summary>The final norm: [batch, tokens, hidden] in and out.</summary>
    public Tensor Normed(Tape tape, Tensor x) => tape.RmsNorm(x, this["model.norm.weight"], _config.NormEpsilon);

    /// <summary>The next token's logits: [batch, tokens, hidden] to [batch, tokens, vocabulary].</summary>
    public Tensor Head(Tape tape, Tensor x) => tape.Linear(x, this["lm_head.weight"]);

    /// <summary>[batch, tokens] ids to logits [batch, tokens, vocabulary].</summary>
    public Tensor Logits(Tape tape, ReadOnlySpan<int> ids, int batch = 1)
    {
        var x = Embed(tape, ids, batch);
        for (var layer = 0; layer < _blocks.Length; layer++)
        {
            x = Layer(tape, layer, x);
        }

        return Head(tape, Normed(tape, x));
    }

    /// <summary>Mean cross-entropy of each token's successor; labels [batch, tokens] are shifted here, −100 is not counted.</summary>
    public Tensor Loss(Tape tape, ReadOnlySpan<int> ids, ReadOnlySpan<int> labels, int batch = 1)
    {
        var logits = Logits(tape, ids, batch);
        return tape.CrossEntropy(tape.Reshape(logits, ids.Length, -1), Successors(labels, batch));
    }

    /// <summary>The label that follows each token; −100 after the last of a sequence.</summary>
    public static int[] Successors(ReadOnlySpan<int> labels, int batch)
    {
        var tokens = labels.Length / batch;
        var next = new int[labels.Length];
        for (var index = 0; index < next.Length; index++)
        {
            next[index] = (index + 1) % tokens == 0 ? -100 : labels[index + 1];
        }

        return next;
    }

    /// <summary>An empty cache for each layer, owned by the caller.</summary>
    public KeyValueCache[] NewCaches(int capacity) =>
        [.. _blocks.Select(_ => new KeyValueCache(_config.KeyValueHeads, _config.HeadDim, capacity: capacity))];

    /// <summary>
    /// Tokens that continue what the layers' caches hold, to the logits of the last of them: [1, 1, vocabulary]. Allocates
    /// nothing on the managed heap.
    /// </summary>
    public Tensor Continue(Tape tape, ReadOnlySpan<int> ids, KeyValueCache[] caches)
    {
        Span<int> positions = stackalloc int[ids.Length];
        for (var index = 0; index < positions.Length; index++)
        {
            positions[index] = caches[0].Length + index;
        }

        var x = Embed(tape, ids, batch: 1);
        for (var layer = 0; layer < _blocks.Length; layer++)
        {
            x = _blocks[layer].Forward(tape, x, Rotary, positions, caches[layer]);
        }

        return Head(tape, Normed(tape, tape.Slice(x, axis: 1, ids.Length - 1, 1)));
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }
    }
}
