using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>The transpose of sixteen floats.</summary>
internal static unsafe class FourByFour
{
    /// <summary><c>destination[j · destinationStride + i] = source[i · sourceStride + j]</c> for i, j &lt; 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        if (!Sse.IsSupported)
        {
            for (var i = 0; i < 4; i++)
            {
                for (var j = 0; j < 4; j++)
                {
                    destination[(j * destinationStride) + i] = source[(i * sourceStride) + j];
                }
            }

            return;
        }

        var first = Vector128.Load(source);
        var second = Vector128.Load(source + sourceStride);
        var third = Vector128.Load(source + (2 * sourceStride));
        var fourth = Vector128.Load(source + (3 * sourceStride));
        var lowA = Sse.UnpackLow(first, second);
        var lowB = Sse.UnpackLow(third, fourth);
        var highA = Sse.UnpackHigh(first, second);
        var highB = Sse.UnpackHigh(third, fourth);
        Sse.MoveLowToHigh(lowA, lowB).Store(destination);
        Sse.MoveHighToLow(lowB, lowA).Store(destination + destinationStride);
        Sse.MoveLowToHigh(highA, highB).Store(destination + (2 * destinationStride));
        Sse.MoveHighToLow(highB, highA).Store(destination + (3 * destinationStride));
    }
}
