using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace RadSharp.Imaging.Tests.Native;

/// <summary>The one encapsulated frame of a film of the fixtures, found by its tags, and what is known of its samples.</summary>
internal sealed class FilmFragment
{
    private static readonly JsonElement Films = JsonElement.Parse(Fixture.Bytes("dicom/expected.json"));
    private readonly JsonElement _film;

    public FilmFragment(string name)
    {
        _film = Films.GetProperty(name);
        var file = Fixture.Bytes($"dicom/{name}").AsSpan();

        // Pixel data, then the offset table, an item that may be empty, then the fragment.
        var place = file.IndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00]);
        place += file[place..].IndexOf(ItemTag);
        place += 8 + BinaryPrimitives.ReadInt32LittleEndian(file[(place + 4)..]);
        Assert.True(file[place..].StartsWith(ItemTag));
        Bytes = file.Slice(place + 8, BinaryPrimitives.ReadInt32LittleEndian(file[(place + 4)..])).ToArray();
    }

    public byte[] Bytes { get; }

    public int Width => _film.GetProperty("columns").GetInt32();

    public int Height => _film.GetProperty("rows").GetInt32();

    public int BitsStored => _film.GetProperty("bits_stored").GetInt32();

    private static ReadOnlySpan<byte> ItemTag => [0xFE, 0xFF, 0x00, 0xE0];

    /// <summary>Whether these little-endian 16-bit samples are the film's.</summary>
    public void IsMadeOf(ReadOnlySpan<byte> samples) => Assert.Equal(
        _film.GetProperty("stored_sha256_le16").GetString(), Convert.ToHexStringLower(SHA256.HashData(samples)));
}
