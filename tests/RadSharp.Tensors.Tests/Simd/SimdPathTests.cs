using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Tests.Simd;

public class SimdPathTests
{
    private static SimdLevel Best =>
        Lanes512.IsSupported ? SimdLevel.Avx512 : Lanes256.IsSupported ? SimdLevel.Avx2 : SimdLevel.Portable;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void Without_a_setting_the_best_path_is_taken(string? wanted) => Assert.Equal(Best, SimdPath.Choose(wanted));

    [Theory]
    [InlineData("portable", SimdLevel.Portable)]
    [InlineData("Portable", SimdLevel.Portable)]
    [InlineData("avx2", SimdLevel.Avx2)]
    [InlineData("AVX512", SimdLevel.Avx512)]
    public void A_setting_names_the_path(string wanted, SimdLevel level)
    {
        if (level <= Best)
        {
            Assert.Equal(level, SimdPath.Choose(wanted));
        }
        else
        {
            Assert.Throws<PlatformNotSupportedException>(() => SimdPath.Choose(wanted));
        }
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("avx1024")]
    [InlineData("17")]
    [InlineData("-1")]
    public void A_path_that_there_is_not_is_refused(string wanted)
    {
        Check.Refused<PlatformNotSupportedException>(() => SimdPath.Choose(wanted), SimdPath.Variable, wanted);
    }
}
