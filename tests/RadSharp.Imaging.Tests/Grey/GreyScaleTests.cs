using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Tests.Grey;

public class GreyScaleTests
{
    private static readonly GreyScale FourBits = new() { BitsStored = 4, Presets = [new Window(8, 16)] };

    [Fact]
    public void Bits_above_the_stored_ones_are_not_looked_at()
    {
        Assert.Equal(5, FourBits.Stored(0xF5));
        Assert.Equal(-3, (FourBits with { IsSigned = true }).Stored(0xAD));
    }

    [Fact]
    public void Polarity_comes_after_the_window()
    {
        // Five integers, 2 to 6: a quarter of the greys a step.
        var narrow = FourBits with { Presets = [new Window(4.5, 5)] };
        Assert.Equal([0, 0, 0, 64, 128, 191, 255, 255], Greys(narrow)[..8]);
        Assert.Equal([255, 255, 255, 191, 128, 64, 0, 0], Greys(narrow with { IsInverted = true })[..8]);
    }

    [Fact]
    public void A_negative_slope_turns_the_order_of_values()
    {
        var scale = FourBits with { Modality = new Rescale(-1, 15) };
        Assert.Equal(Greys(FourBits).Reverse(), Greys(scale));
    }

    [Fact]
    public void The_modalitys_table_goes_before_the_window()
    {
        var scale = FourBits with { Modality = new ModalityTable(new LookupTable(2, 8, [0, 15, 3])) };
        Assert.Equal([0, 0, 0, 255, 51, 51], Greys(scale)[..6]);
    }

    [Fact]
    public void A_table_of_greys_is_spread_over_the_whole_range_of_its_bits()
    {
        var table = new VoiTable(new LookupTable(0, 10, [0, 1023, 512]));
        Assert.Equal(1, table.Apply(1));
        Assert.Equal(512.0 / 1023, table.Apply(2));
        Assert.Equal(512.0 / 1023, table.Apply(900));
        Assert.Equal(0, table.Apply(-900));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Padding_is_black_whatever_the_polarity(bool isInverted)
    {
        var scale = FourBits with { Padding = (14, 15), IsInverted = isInverted };
        Assert.Equal([0, 0], Greys(scale)[14..]);
        Assert.Equal(isInverted ? 255 : 0, Greys(scale)[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Bits_that_no_stored_value_has_are_refused(int bits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GreyScale { BitsStored = bits, Presets = [] });

    private static int[] Greys(GreyScale scale) => Array.ConvertAll(scale.Table(null, 255), grey => (int)grey);
}
