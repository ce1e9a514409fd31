using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors.Kernels.MatrixProduct;

namespace RadSharp.Bench.Ours;

/// <summary>RadSharp's matrix product.</summary>
internal static class OurMatrixProduct
{
    public static Contender Contender(MatrixProductCase product) => new(
        Measuring.Contender.RadSharp,
        product.Work,
        () => Gemm.Multiply(
            product.M, product.N, product.K, product.A.Span, product.TransposeA, product.B.Span, product.TransposeB,
            product.C.Span));
}
