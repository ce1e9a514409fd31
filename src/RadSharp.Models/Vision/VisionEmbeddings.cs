using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Convolution;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>From pixels to tokens: a convolution of patches, a class token where there is one, learned positions.</summary>
internal sealed class VisionEmbeddings
{
    private readonly VisionTransformerConfig _config;
    private readonly Parameter _patchWeight, _positions;
    private readonly Parameter? _patchBias, _classToken;

    public VisionEmbeddings(ParameterScope scope, VisionTransformerConfig config, VisionTransformerNames names)
    {
        _config = config;
        var (hidden, patch) = (config.HiddenSize, config.PatchSize);
        var tokens = (config.PatchesPerSide * config.PatchesPerSide) + (config.HasClassToken ? 1 : 0);
        var isDino = config.Family == VisionTransformerFamily.DinoV2;
        if (config.HasClassToken)
        {
            _classToken = scope.Take(names.ClassToken, isDino ? [1, 1, hidden] : [hidden], ParameterKind.Tokens);
        }

        var convolution = scope[names.PatchEmbedding];
        _patchWeight = convolution.Take("weight", [hidden, config.Channels, patch, patch], ParameterKind.Kernel);
        _patchBias = config.Family == VisionTransformerFamily.Clip
            ? null : convolution.Take("bias", [hidden], ParameterKind.Shift);
        _positions = scope.Take(names.Positions, isDino ? [1, tokens, hidden] : [tokens, hidden], ParameterKind.Shift);
    }

    /// <summary>[batch, height, width, channels] to [batch, tokens, hidden].</summary>
    /// <exception cref="ArgumentException">Images of another size, where positions are not interpolated.</exception>
    public Tensor Forward(Tape tape, Tensor pixels)
    {
        var patches = tape.Conv2d(pixels, _patchWeight, _patchBias, stride: _config.PatchSize);
        var (batch, rows, columns, hidden) = (patches.Shape[0], patches.Shape[1], patches.Shape[2], _config.HiddenSize);
        var positions = PositionsFor(tape, rows, columns, pixels.Shape);
        var tokens = tape.Reshape(patches, batch, rows * columns, hidden); // [batch, patches, hidden]
        if (_classToken is not null)
        {
            tokens = tape.Concatenate(1, tape.BroadcastTo(_classToken, batch, 1, hidden), tokens);
        }

        return tape.Add(tokens, positions);
    }

    private Tensor PositionsFor(Tape tape, int rows, int columns, Shape pixels)
    {
        var side = _config.PatchesPerSide;
        if (rows == side && columns == side)
        {
            return _positions;
        }

        if (_config.Family != VisionTransformerFamily.DinoV2)
        {
            throw new ArgumentException(
                $"The vision transformer expects images of {_config.ImageSize}×{_config.ImageSize} pixels, "
                + $"[batch, height, width, channels], but found {pixels}. Prepare images with the checkpoint's image processor.");
        }

        // transformers, models/dinov2/modeling_dinov2.py, interpolate_pos_encoding: the class token's position stays.
        var first = tape.Slice(_positions, axis: 1, 0, 1);
        var grid = tape.Reshape(tape.Slice(_positions, axis: 1, 1, side * side), 1, side, side, -1);
        var resized = tape.Resize(grid, rows, columns, ResizeFilter.Bicubic);
        return tape.Concatenate(1, first, tape.Reshape(resized, 1, rows * columns, -1)); // [1, 1 + rows · columns, hidden]
    }
}
