using System.Runtime.CompilerServices;

namespace RadSharp.Tensors.Kernels.Loops;

/// <summary>
/// The nested loops of an operation that walks over up to two operands and a destination which lie differently in
/// memory: a step of 0 repeats an operand along an axis, any other step skips over elements.
/// </summary>
/// <remarks>
/// Loops are appended outermost first. Loops of length 1 are left out and loops that run on in memory become one, so
/// the innermost loop is as long as it can be: two tensors of one shape have a single loop.
/// </remarks>
internal struct LoopNest
{
    private Loops _loops;

    /// <summary>Number of loops.</summary>
    public int Depth { get; private set; }

    /// <summary>Number of elements that the loops visit.</summary>
    public readonly long Count
    {
        get
        {
            long count = 1;
            for (var loop = 0; loop < Depth; loop++)
            {
                count *= _loops[loop].Length;
            }

            return count;
        }
    }

    /// <summary>A loop, 0 (outermost) ≤ <paramref name="index"/> &lt; <see cref="Depth"/>.</summary>
    public readonly Loop this[int index] => _loops[index];

    /// <summary>The innermost loop; a single turn where there is none.</summary>
    public readonly Loop Innermost => Depth == 0 ? new Loop(1, 1, 1, 1) : _loops[Depth - 1];

    /// <summary>
    /// The loops over <paramref name="shape"/> in which each operand is repeated along the axes that it lacks, or where
    /// its length is 1, as in NumPy.
    /// </summary>
    public static LoopNest Broadcast(Shape shape, Shape left, Shape right)
    {
        var nest = default(LoopNest);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var fromEnd = axis - shape.Rank;
            nest.Append(shape[axis], StepOf(shape, fromEnd), StepOf(left, fromEnd), StepOf(right, fromEnd));
        }

        return nest;
    }

    /// <summary>Adds a loop inside those that are there; the steps are in elements.</summary>
    public void Append(int length, int destinationStep, int leftStep, int rightStep)
    {
        if (length == 1)
        {
            return;
        }

        if (Depth > 0)
        {
            ref var outer = ref _loops[Depth - 1];
            if (outer.DestinationStep == (long)destinationStep * length
                && outer.LeftStep == (long)leftStep * length
                && outer.RightStep == (long)rightStep * length)
            {
                outer = new Loop(outer.Length * length, destinationStep, leftStep, rightStep);
                return;
            }
        }

        _loops[Depth++] = new Loop(length, destinationStep, leftStep, rightStep);
    }

    /// <summary>The nest without one of its loops.</summary>
    public readonly LoopNest Without(int index)
    {
        var rest = default(LoopNest);
        for (var loop = 0; loop < Depth; loop++)
        {
            if (loop != index)
            {
                rest._loops[rest.Depth++] = _loops[loop];
            }
        }

        return rest;
    }

    // The step of an operand along an axis counted from the last one (−1): 0 where it is repeated.
    private static int StepOf(Shape operand, int axisFromEnd)
    {
        var axis = axisFromEnd + operand.Rank;
        return axis < 0 || operand[axis] == 1 ? 0 : (int)operand.CountOf(axis + 1, operand.Rank);
    }

    /// <summary>One loop.</summary>
    public readonly record struct Loop(int Length, int DestinationStep, int LeftStep, int RightStep);

    /// <summary>A place in the nest, with the offsets of the three pointers there.</summary>
    public struct Position
    {
        private Indices _indices;

        /// <summary>The place of an element, 0 ≤ <paramref name="element"/> &lt; the nest's count, in loop order.</summary>
        public Position(in LoopNest nest, long element)
        {
            for (var loop = nest.Depth - 1; loop >= 0; loop--)
            {
                var (length, destination, left, right) = nest._loops[loop];
                var index = (int)(element % length);
                element /= length;
                _indices[loop] = index;
                Destination += (nint)index * destination;
                Left += (nint)index * left;
                Right += (nint)index * right;
            }
        }

        /// <summary>Offset into the destination, in elements.</summary>
        public nint Destination { readonly get; private set; }

        /// <summary>Offset into the left operand.</summary>
        public nint Left { readonly get; private set; }

        /// <summary>Offset into the right operand.</summary>
        public nint Right { readonly get; private set; }

        /// <summary>Index of the innermost loop.</summary>
        public readonly int Inner(in LoopNest nest) => nest.Depth == 0 ? 0 : _indices[nest.Depth - 1];

        /// <summary>
        /// Goes <paramref name="count"/> turns of the innermost loop further, at most to its end, and from there to the
        /// beginning of the next row.
        /// </summary>
        public void Advance(in LoopNest nest, int count)
        {
            for (var loop = nest.Depth - 1; loop >= 0; loop--)
            {
                var (length, destination, left, right) = nest._loops[loop];
                _indices[loop] += count;
                Destination += (nint)count * destination;
                Left += (nint)count * left;
                Right += (nint)count * right;
                if (_indices[loop] < length)
                {
                    return;
                }

                _indices[loop] = 0;
                Destination -= (nint)length * destination;
                Left -= (nint)length * left;
                Right -= (nint)length * right;
                count = 1;
            }
        }
    }

    [InlineArray(Shape.MaxRank)]
    private struct Loops
    {
        private Loop _first;
    }

    [InlineArray(Shape.MaxRank)]
    private struct Indices
    {
        private int _first;
    }
}
