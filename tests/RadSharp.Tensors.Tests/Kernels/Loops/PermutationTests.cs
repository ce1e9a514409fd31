using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Tests.Kernels.Loops;

public class PermutationTests
{
    public static TheoryData<int[], int[]> Cases => new()
    {
        { [], [] },
        { [5], [0] },
        { [0, 3], [1, 0] },
        { [1, 1], [1, 0] },
        { [3, 5], [0, 1] },
        { [3, 5], [1, 0] },
        { [17, 33], [1, 0] },
        { [16, 32], [1, 0] },
        { [1, 37], [1, 0] },
        { [301, 203], [1, 0] },
        { [2, 7, 3, 19], [0, 2, 1, 3] },
        { [2, 7, 3, 19], [0, 2, 3, 1] },
        { [2, 7, 3, 19], [3, 2, 1, 0] },
        { [2, 5, 1, 19], [2, 3, 0, 1] },
        { [2, 3, 4, 5, 6], [4, 0, 3, 1, 2] },
        { [2, 3, 2, 5, 3, 4], [5, 3, 1, 4, 2, 0] },
        { [2, 3, 2, 5, 3, 4], [2, 3, 0, 1, 4, 5] },
        { [2, 3, 2, 5, 3, 4], [1, 0, 3, 2, 4, 5] },
        { [2, 3, 2, 0, 3, 4], [1, 0, 3, 2, 5, 4] },
        { [2, 3, 20_011], [1, 0, 2] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_element_goes_to_its_permuted_index(int[] lengths, int[] axes)
    {
        Shape shape = Shape.Create(lengths);
        var permuted = Shape.Create([.. axes.Select(axis => lengths[axis])]);
        var source = Samples.Values((int)shape.Count);
        var expected = new float[shape.Count];
        var element = 0;
        foreach (var index in Indices.Of(permuted))
        {
            var from = new int[index.Length];
            for (var axis = 0; axis < axes.Length; axis++)
            {
                from[axes[axis]] = index[axis];
            }

            expected[element++] = source[Indices.ElementAt(shape, from)];
        }

        var found = new float[shape.Count];
        Permutation.Permute(source, shape, axes, found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Axes_that_are_no_permutation_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Permutation.Permute(new float[6], [2, 3], [0, 0], new float[6]));
        Assert.Throws<ArgumentException>(() => Permutation.Permute(new float[6], [2, 3], [0, 2], new float[6]));
        Assert.Throws<ArgumentException>(() => Permutation.Permute(new float[6], [2, 3], [0], new float[6]));
        Assert.Throws<ArgumentException>(() => Permutation.Permute(new float[6], [2, 3], [1, 0], new float[5]));
    }
}
