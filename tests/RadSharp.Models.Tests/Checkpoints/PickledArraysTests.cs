using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Checkpoints;

public class PickledArraysTests
{
    [Fact]
    public void Published_embeddings_are_read_by_dicom_id()
    {
        using var arrays = PickledArrays.Open(Golden.PathOf("radialog_align/embeddings_test.pkl"));
        Assert.Equal(["00000-dicom", "00001-dicom"], arrays.Names);
        Assert.Equal([32L, 40], arrays.ShapeOf("00000-dicom"));
        using var first = arrays.Read("00000-dicom", DType.Float32);
        Assert.Equal(BitConverter.ToSingle([0x71, 0x52, 0x68, 0x3F]), first.Span[0]);
        Assert.Equal(BitConverter.ToSingle([0xC0, 0x4F, 0x67, 0xBF]), first.Span[1]);
        Assert.All(first.Span.ToArray(), value => Assert.InRange(value, -1, 1));
    }
}
