namespace RadSharp.Imaging;

/// <summary>What a caller knows better than the file.</summary>
public sealed record FilmOptions
{
    /// <summary>Everything as the file says.</summary>
    public static FilmOptions Default { get; } = new();

    /// <summary>The frame to read, from 0.</summary>
    public int Frame { get; init; }

    /// <summary>The view, or null for what the file says.</summary>
    public View? View { get; init; }

    /// <summary>Whether low stored values are bright, or null for what the file says.</summary>
    public bool? IsInverted { get; init; }

    /// <summary>The body part is a chest, whatever the file says.</summary>
    public bool IsChest { get; init; }

    /// <summary>How much is believed before memory is taken for it.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;
}
