using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Loops;

/// <summary><c>destination = op(left, right)</c>, or <c>+=</c>, over the elements of a <see cref="LoopNest"/>.</summary>
/// <remarks>
/// Reads and writes only at offsets that the nest's loops reach, so whoever builds the nest answers for the bounds.
/// Every element is computed by itself: the same bits for any number of threads.
/// </remarks>
internal readonly unsafe struct LoopNestWork<TOperator>(
    LoopNest nest, float* left, float* right, float* destination, bool accumulate) : IParallelWork
    where TOperator : struct, IBinaryOperator
{
    /// <summary>Runs over the whole nest.</summary>
    public static void Run(in LoopNest nest, float* left, float* right, float* destination, bool accumulate) =>
        Workers.Run(
            Elementwise.Chunks(checked((int)nest.Count)),
            new LoopNestWork<TOperator>(nest, left, right, destination, accumulate));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
    {
        var element = (long)chunk * Elementwise.ChunkLength;
        var end = Math.Min(element + Elementwise.ChunkLength, nest.Count);
        var inner = nest.Innermost;
        var isDense = inner is { DestinationStep: 1, LeftStep: 0 or 1, RightStep: 0 or 1 };
        var position = new LoopNest.Position(nest, element);
        while (element < end)
        {
            var count = (int)Math.Min(inner.Length - position.Inner(nest), end - element);
            var a = left + position.Left;
            var b = right + position.Right;
            var to = destination + position.Destination;
            if (isDense)
            {
                Row<TLanes>(a, inner.LeftStep, b, inner.RightStep, to, count);
            }
            else
            {
                for (var index = 0; index < count; index++)
                {
                    Row<TLanes>(a, 0, b, 0, to, 1);
                    a += inner.LeftStep;
                    b += inner.RightStep;
                    to += inner.DestinationStep;
                }
            }

            element += count;
            position.Advance(nest, count);
        }
    }

    // A step of 0 repeats an operand's one element over the row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Row<TLanes>(float* a, int stepA, float* b, int stepB, float* to, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var repeatedA = TLanes.Broadcast(*a);
        var repeatedB = TLanes.Broadcast(*b);
        for (var index = 0; index < count; index += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, count - index);
            var value = TOperator.Apply(
                stepA == 0 ? repeatedA : Lanes.Load<TLanes>(a + index, lanes),
                stepB == 0 ? repeatedB : Lanes.Load<TLanes>(b + index, lanes));
            Lanes.Store(value, to + index, lanes, accumulate);
        }
    }
}
