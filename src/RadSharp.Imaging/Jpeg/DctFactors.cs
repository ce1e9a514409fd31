namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Factors of the fast DCT of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT algorithms with 11 multiplications",
/// ICASSP 1989): sums of cosines of multiples of π/16, times the square root of 2, by 2^13. The names are the values.
/// </summary>
internal static class DctFactors
{
    public const int FixedBits = 13;
    public const short C0298 = 2446;
    public const short C0390 = 3196;
    public const short C0541 = 4433;
    public const short C0765 = 6270;
    public const short C0899 = 7373;
    public const short C1175 = 9633;
    public const short C1501 = 12299;
    public const short C1847 = 15137;
    public const short C1961 = 16069;
    public const short C2053 = 16819;
    public const short C2562 = 20995;
    public const short C3072 = 25172;
}
