using System.Text.Json;
using System.Text.Json.Serialization;

namespace RadSharp.Imaging.Tests.Acceptance;

/// <summary>What is known of a film in <c>Fixtures/dicom</c>: its entry in <c>expected.json</c>.</summary>
public sealed record ExpectedFilm
{
    private static readonly Dictionary<string, ExpectedFilm> All =
        JsonSerializer.Deserialize<Dictionary<string, ExpectedFilm>>(Fixture.Bytes("dicom/expected.json"))!;

    [JsonPropertyName("transfer_syntax")]
    public required string TransferSyntax { get; init; }

    [JsonPropertyName("rows")]
    public required int Rows { get; init; }

    [JsonPropertyName("columns")]
    public required int Columns { get; init; }

    [JsonPropertyName("bits_stored")]
    public required int BitsStored { get; init; }

    [JsonPropertyName("photometric")]
    public required string Photometric { get; init; }

    [JsonPropertyName("patient_name")]
    public required string PatientName { get; init; }

    [JsonPropertyName("patient_id")]
    public required string PatientId { get; init; }

    [JsonPropertyName("view")]
    public required string View { get; init; }

    [JsonPropertyName("stored_sha256_le16")]
    public required string StoredSha256 { get; init; }

    [JsonPropertyName("mean")]
    public required double Mean { get; init; }

    /// <summary>Whether decoders may differ by a step: the compression loses.</summary>
    public bool IsLossy => TransferSyntax is "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51";

    /// <summary>File names.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The entry of a file.</summary>
    public static ExpectedFilm Of(string name) => All[name];
}
