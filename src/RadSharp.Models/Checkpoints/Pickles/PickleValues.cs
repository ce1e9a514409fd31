using System.Numerics;

namespace RadSharp.Models.Checkpoints.Pickles;

// What a pickle can hold here, a closed set: null, bool, long, BigInteger, double, string, and the types of this file.
// Objects may refer to each other in circles, as in Python, so whoever walks them bounds the depth.

/// <summary>A name that a pickle asks for, such as <c>collections.OrderedDict</c>: a name only, nothing is looked up.</summary>
/// <param name="Module">The Python module.</param>
/// <param name="Name">The name in it.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>Module and name with a dot between.</summary>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Bytes or a byte array, left in the file: an embedding file of gigabytes is read one array at a time.</summary>
/// <param name="Start">The first byte, counted from the beginning of the file.</param>
/// <param name="Length">How many there are; all lie in the file.</param>
internal sealed record PickleBytes(long Start, long Length);

/// <summary>A tuple.</summary>
/// <param name="Items">Its elements.</param>
internal sealed class PickleTuple(object?[] Items)
{
    /// <summary>The elements.</summary>
    public object?[] Items { get; } = Items;
}

/// <summary>A list, or a set in the order in which it was written.</summary>
internal sealed class PickleList
{
    /// <summary>The elements.</summary>
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary of any kind, in the order in which it was written.</summary>
internal sealed class PickleDictionary
{
    /// <summary>Keys and values.</summary>
    public OrderedDictionary<object, object?> Items { get; } = new(KeyComparer.Instance);

    /// <summary>The value of a text key, or null.</summary>
    public object? this[string key] => Items.GetValueOrDefault(key);

    // Numbers hash to themselves by default, so that a file could choose keys that all collide.
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static readonly KeyComparer Instance = new();

        public new bool Equals(object? x, object? y) => object.Equals(x, y);

        public int GetHashCode(object key) => key is long or double ? HashCode.Combine(key) : key.GetHashCode();
    }
}

/// <summary>What a call of an allowed name would make: the call is kept, never carried out.</summary>
/// <param name="Callee">The name.</param>
/// <param name="Arguments">What it is called with.</param>
internal sealed class PickleObject(PickleGlobal Callee, PickleTuple Arguments)
{
    /// <summary>The name.</summary>
    public PickleGlobal Callee { get; } = Callee;

    /// <summary>What it is called with.</summary>
    public PickleTuple Arguments { get; } = Arguments;

    /// <summary>The state that is put into it afterwards, or null.</summary>
    public object? State { get; set; }
}

/// <summary>Something that lies outside the pickle, such as the numbers of a tensor.</summary>
/// <param name="Id">How the pickle calls it.</param>
internal sealed record PickleReference(object? Id);

/// <summary>Reading of values.</summary>
internal static class PickleValues
{
    /// <summary>The dotted name of a global, or null.</summary>
    public static string? NameOf(object? value) => (value as PickleGlobal)?.ToString();

    /// <summary>The elements of a tuple or list; null for anything else.</summary>
    public static IReadOnlyList<object?>? Sequence(object? value) => value switch
    {
        PickleTuple tuple => tuple.Items,
        PickleList list => list.Items,
        PickleObject { Callee.Name: "Size", Arguments.Items: [PickleTuple or PickleList] and [var items] } => Sequence(items),
        _ => null,
    };

    /// <summary>Whole numbers, each in 64 bits and not negative; null for anything else.</summary>
    public static long[]? Counts(object? value)
    {
        if (Sequence(value) is not { } items || items.Count > MaxRank)
        {
            return null;
        }

        var counts = new long[items.Count];
        for (var index = 0; index < counts.Length; index++)
        {
            if (items[index] is not long count || count < 0)
            {
                return null;
            }

            counts[index] = count;
        }

        return counts;
    }

    /// <summary>A value in a few words, for messages.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long or double => FormattableString.Invariant($"{value}"),
        BigInteger => "a large integer",
        string text => CheckpointError.Quoted(text),
        PickleBytes bytes => $"{bytes.Length} bytes",
        PickleTuple tuple => $"a tuple of {tuple.Items.Length}",
        PickleList list => $"a list of {list.Items.Count}",
        PickleDictionary dictionary => $"a dictionary of {dictionary.Items.Count}",
        PickleObject made => $"an object of {made.Callee}",
        PickleReference => "a reference to a storage",
        _ => $"{value}",
    };

    // No array library has as many axes.
    private const int MaxRank = 64;
}
