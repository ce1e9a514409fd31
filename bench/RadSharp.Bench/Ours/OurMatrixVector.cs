using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Bench.Ours;

/// <summary>RadSharp's matrix-vector product.</summary>
internal static class OurMatrixVector
{
    public static Contender Contender(MatrixVectorCase product) => new(
        Measuring.Contender.RadSharp,
        product.Work,
        () => MatrixVector.Multiply(product.X.Span, 1, product.NextCopy(), default, product.Y.Span));
}
