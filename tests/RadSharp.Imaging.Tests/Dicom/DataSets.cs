using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

/// <summary>Comparisons of data sets.</summary>
internal static class DataSets
{
    /// <summary>
    /// Asserts that two data sets have the same elements with the same values; trailing padding and, where the file does not
    /// say it, the choice between several representations of a tag do not count.
    /// </summary>
    public static void AssertEqual(DicomDataSet expected, DicomDataSet actual, bool comparesVrs = true)
    {
        Assert.Equal(expected.Select(element => element.Tag), actual.Select(element => element.Tag));
        foreach (var (left, right) in expected.Zip(actual))
        {
            if (comparesVrs)
            {
                Assert.Equal(left.Vr, right.Vr);
            }

            Assert.Equal(left.Items.Count, right.Items.Count);
            foreach (var (leftItem, rightItem) in left.Items.Zip(right.Items))
            {
                AssertEqual(leftItem, rightItem, comparesVrs);
            }

            Assert.Equal(left.Fragments.Count, right.Fragments.Count);
            if (left.Vr.IsText())
            {
                Assert.Equal(expected.Texts(left.Tag), actual.Texts(left.Tag));
            }
            else
            {
                var bytes = left.ReadBytes();
                Assert.Equal(bytes.Length % 2 == 0 ? bytes : [.. bytes, 0], right.ReadBytes());
            }
        }
    }
}
