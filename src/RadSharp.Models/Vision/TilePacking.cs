using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Convolution;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// Puts the features of an image's tiles in the order in which LLaVA-OneVision's decoder reads them (transformers:
/// models/llava_onevision/modeling_llava_onevision.py, pack_image_features).
/// </summary>
public static class TilePacking
{
    /// <summary>The whole image's patches, then the grid's rows, each with a newline: see <see cref="TileLayout"/>.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="features">[tiles, patches of a tile, hidden], after the connector; first the whole image.</param>
    /// <param name="layout">Of the image.</param>
    /// <param name="newline">[hidden]: <c>image_newline</c>.</param>
    /// <returns>[image tokens, hidden].</returns>
    /// <exception cref="ArgumentException">Features of other tiles.</exception>
    public static Tensor Pack(Tape tape, Tensor features, TileLayout layout, Tensor newline)
    {
        var (side, hidden) = (layout.PatchesPerSide, newline.Shape[0]);
        if (features.Shape != [layout.Tiles, layout.BaseTokens, hidden])
        {
            throw new ArgumentException(
                $"Expected the features [{layout.Tiles}, {layout.BaseTokens}, {hidden}] of an image's tiles, "
                + $"but found {features.Shape}.");
        }

        var (gridRows, gridColumns) = (layout.TileRows * side, layout.TileColumns * side);
        var whole = tape.Reshape(tape.Slice(features, axis: 0, 0, 1), -1, hidden);
        // [tile rows, tile columns, rows, columns · hidden] to [tile rows, rows, tile columns, columns · hidden]
        var tiles = tape.Reshape(
            tape.Slice(features, axis: 0, 1, layout.Tiles - 1), layout.TileRows, layout.TileColumns, side, side * hidden);
        var grid = tape.Reshape(tape.Permute(tiles, 0, 2, 1, 3), gridRows, gridColumns, hidden);
        grid = tape.Slice(grid, axis: 0, layout.FirstRow, layout.UnpaddedRows);
        grid = tape.Slice(grid, axis: 1, layout.FirstColumn, layout.UnpaddedColumns); // [rows, columns, hidden]
        if (layout.IsShrunk)
        {
            grid = tape.Resize(
                tape.Reshape(grid, 1, layout.UnpaddedRows, layout.UnpaddedColumns, hidden),
                layout.Rows, layout.Columns, ResizeFilter.Bilinear);
            grid = tape.Reshape(grid, layout.Rows, layout.Columns, hidden);
        }

        var lines = tape.Concatenate(1, grid, tape.BroadcastTo(newline, layout.Rows, 1, hidden));
        return tape.Concatenate(0, whole, tape.Reshape(lines, layout.Rows * (layout.Columns + 1), hidden));
    }
}
