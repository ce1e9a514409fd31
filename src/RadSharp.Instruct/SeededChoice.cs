namespace RadSharp.Instruct;

/// <summary>
/// Chance that depends on a seed and on what is chosen, and on nothing that was chosen before: a choice stays as it is when
/// others are added, left out or made in another order.
/// </summary>
/// <param name="Seed">Any number.</param>
public readonly record struct SeededChoice(ulong Seed)
{
    private const ulong FnvPrime = 0x100000001B3;

    /// <summary>Choices about a part of what these are about, such as a film of a set.</summary>
    public SeededChoice About(string part) => new(Hash(part));

    /// <summary>One of several.</summary>
    /// <param name="among">At least one.</param>
    /// <param name="about">What is chosen.</param>
    public T Pick<T>(IReadOnlyList<T> among, string about) => among[(int)(Unit(about) * among.Count)];

    /// <summary>Whether something of a probability happens.</summary>
    public bool Happens(double probability, string about) => Unit(about) < probability;

    /// <summary>All of them, in an order by chance.</summary>
    public IReadOnlyList<T> Shuffled<T>(IEnumerable<T> among, string about)
    {
        var shuffled = among.ToArray();
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = (int)(Unit($"{about} {last}") * (last + 1));
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled;
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double Unit(string about) => (Hash(about) >> 11) * (1.0 / (1UL << 53));

    // FNV-1a over the letters, then SplitMix64's mixing, because FNV's upper bits hardly change with the last letters.
    private ulong Hash(string text)
    {
        var hash = Mixed(Seed + 0x9E3779B97F4A7C15);
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * FnvPrime;
        }

        return Mixed(hash);
    }

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
