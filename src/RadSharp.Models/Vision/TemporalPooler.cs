using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// Compares an image's patches with those of a previous image (hi-ml: health_multimodal/image/model/transformer.py,
/// VisionTransformerPooler). The dropout of its training is not implemented.
/// </summary>
internal sealed class TemporalPooler
{
    private const float NormEpsilon = 1e-6f;

    private readonly Parameter _typeEmbedding;
    private readonly Block[] _blocks;
    private readonly LayerNorm _lastNorm;
    private readonly float[] _positions;
    private readonly int _grid;

    /// <summary>Takes the parameters.</summary>
    public TemporalPooler(ParameterScope scope, BioViLTConfig config)
    {
        _grid = config.PoolerGrid;
        _positions = SinePositions(config.PoolerGrid, config.PatchChannels);
        _typeEmbedding = scope.Take("type_embed", [2, 1, config.PatchChannels], ParameterKind.Shift);
        _blocks = new Block[config.PoolerBlocks];
        for (var index = 0; index < _blocks.Length; index++)
        {
            _blocks[index] = new(scope["blocks"][index], config.PatchChannels, config.PoolerHeads);
        }

        _lastNorm = new(scope["norm_post"], config.PatchChannels, NormEpsilon);
    }

    /// <summary>The difference of the current image to the previous one.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="current">[batch, rows, columns, channels].</param>
    /// <param name="previous">The same shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">Another grid of patches.</exception>
    public Tensor Forward(Tape tape, Tensor current, Tensor previous)
    {
        var shape = current.Shape;
        if (shape[1] != _grid || shape[2] != _grid)
        {
            throw new ArgumentException(
                $"A comparison with a previous image expects a grid of {_grid}×{_grid} patches, but found {shape[1]}×{shape[2]}. "
                + $"Crop both images to {_grid * 32}×{_grid * 32} pixels.");
        }

        var (batch, patches, channels) = (shape[0], _grid * _grid, shape[3]);
        var places = tape.From(_positions, [patches, channels]);
        // [2, patches, channels] as [1, 2 · patches, channels]: the type embedding [2, 1, channels] is repeated over the patches
        var both = tape.Reshape(tape.Add(_typeEmbedding, places), 1, 2 * patches, channels);
        // [batch, rows, columns, channels] twice to [batch, 2 · patches, channels]
        var x = tape.Concatenate(
            1, tape.Reshape(current, batch, patches, channels), tape.Reshape(previous, batch, patches, channels));
        foreach (var block in _blocks)
        {
            x = block.Forward(tape, x, both);
        }

        // The current image's patches; their norms do not depend on the previous image's.
        x = _lastNorm.Forward(tape, tape.Slice(x, axis: 1, 0, patches));
        return tape.Reshape(x, batch, _grid, _grid, channels);
    }

    // [patches, channels]: rows in the first half, columns in the second; sines and cosines in turn. hi-ml:
    // health_multimodal/image/model/transformer.py, SinePositionEmbedding with normalize and scale 2π; in single precision.
    private static float[] SinePositions(int grid, int channels)
    {
        var half = channels / 2;
        var positions = new float[grid * grid * channels];
        for (var patch = 0; patch < grid * grid; patch++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var place = (channel < half ? patch / grid : patch % grid) + 1;
                var feature = channel % half;
                var angle = place / (grid + 1e-6f) * (2 * MathF.PI) / MathF.Pow(10_000, 2f * (feature / 2) / half);
                positions[(patch * channels) + channel] = feature % 2 == 0 ? MathF.Sin(angle) : MathF.Cos(angle);
            }
        }

        return positions;
    }

    private sealed class Block(ParameterScope scope, int channels, int heads)
    {
        private readonly LayerNorm _firstNorm = new(scope["norm1"], channels, NormEpsilon);
        private readonly Linear _query = new(scope["attn"]["proj_q"], channels, channels, bias: false);
        private readonly Linear _key = new(scope["attn"]["proj_k"], channels, channels, bias: false);
        private readonly Linear _value = new(scope["attn"]["proj_v"], channels, channels, bias: false);
        private readonly Linear _output = new(scope["attn"]["proj"], channels, channels);
        private readonly LayerNorm _secondNorm = new(scope["norm2"], channels, NormEpsilon);
        private readonly Linear _up = new(scope["mlp"]["fc1"], channels, channels);
        private readonly Linear _down = new(scope["mlp"]["fc2"], channels, channels);

        /// <summary>[batch, tokens, channels] in and out; [1, tokens, channels] enters queries, keys and values.</summary>
        public Tensor Forward(Tape tape, Tensor x, Tensor positions)
        {
            var normed = tape.Add(_firstNorm.Forward(tape, x), positions);
            var mixed = tape.Attention(Heads(tape, _query, normed), Heads(tape, _key, normed), Heads(tape, _value, normed));
            // [batch, tokens, heads, headDim] as [batch, tokens, channels]
            x = tape.Add(x, _output.Forward(tape, tape.Reshape(mixed, x.Shape[0], x.Shape[1], -1)));
            return tape.Add(x, _down.Forward(tape, _up.Forward(tape, _secondNorm.Forward(tape, x), Activation.Gelu)));
        }

        // [batch, tokens, channels] to [batch, tokens, heads, headDim]
        private Tensor Heads(Tape tape, Linear projection, Tensor x) =>
            tape.Reshape(projection.Forward(tape, x), x.Shape[0], x.Shape[1], heads, -1);
    }
}
