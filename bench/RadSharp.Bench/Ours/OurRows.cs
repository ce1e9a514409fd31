using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Bench.Ours;

/// <summary>RadSharp's norms, softmax and GELU of the rows of a matrix.</summary>
internal static class OurRows
{
    public static Contender LayerNorm(RowsCase rows) => Contender(rows, "layer norm", () => Normalization.LayerNorm(
        rows.Input.Span, rows.Weight.Span, rows.Bias.Span, rows.Columns, RowsCase.Epsilon, rows.Output.Span));

    public static Contender RmsNorm(RowsCase rows) => Contender(rows, "RMS norm", () => Normalization.RmsNorm(
        rows.Input.Span, rows.Weight.Span, rows.Columns, RowsCase.Epsilon, rows.Output.Span));

    public static Contender Softmax(RowsCase rows) => Contender(rows, "softmax", () => Tensors.Kernels.Softmax.Forward(
        rows.Input.Span, rows.Columns, scale: 1, rows.Output.Span));

    public static Contender GeluErf(RowsCase rows) => Contender(rows, "GELU erf", () => Activations.Forward(
        Activation.Gelu, rows.Input.Span, rows.Output.Span));

    public static Contender GeluTanh(RowsCase rows) => Contender(rows, "GELU tanh", () => Activations.Forward(
        Activation.GeluTanh, rows.Input.Span, rows.Output.Span));

    private static Contender Contender(RowsCase rows, string name, Action run) =>
        new(Measuring.Contender.RadSharp, rows.Work, run) { Variant = name };
}
