namespace RadSharp.Tensors.Tests;

/// <summary>Walks over shapes one index at a time, for scalar references.</summary>
internal static class Indices
{
    /// <summary>All indices of a shape in row-major order; the array is the caller's.</summary>
    public static IEnumerable<int[]> Of(Shape shape)
    {
        for (long element = 0; element < shape.Count; element++)
        {
            var index = new int[shape.Rank];
            var rest = element;
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                index[axis] = (int)(rest % shape[axis]);
                rest /= shape[axis];
            }

            yield return index;
        }
    }

    /// <summary>
    /// The element of <paramref name="shape"/> at an index of a shape that it is repeated to: leading axes that it lacks
    /// and axes of length 1 do not count.
    /// </summary>
    public static int ElementAt(Shape shape, int[] index)
    {
        var element = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var place = index[index.Length - shape.Rank + axis];
            element = (element * shape[axis]) + (shape[axis] == 1 ? 0 : place);
        }

        return element;
    }
}
