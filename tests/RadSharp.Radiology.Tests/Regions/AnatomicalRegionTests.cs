using RadSharp.Radiology.Regions;

namespace RadSharp.Radiology.Tests.Regions;

public class AnatomicalRegionTests
{
    [Fact]
    public void There_are_29_and_each_side_has_its_other()
    {
        Assert.Equal(29, AnatomicalRegion.Names.Distinct().Count());
        Assert.Equal("left lung", AnatomicalRegion.Mirrored("right lung"));
        Assert.Equal("trachea", AnatomicalRegion.Mirrored("trachea"));
        Assert.Equal("right atrium", AnatomicalRegion.Mirrored("right atrium"));
        Assert.All(AnatomicalRegion.Names, name => Assert.Equal(name, AnatomicalRegion.Mirrored(AnatomicalRegion.Mirrored(name))));
    }
}
