namespace RadSharp.Server;

/// <summary>How the reading room is opened.</summary>
public sealed record ServerOptions
{
    /// <summary>The folder for films and, unless <see cref="Database"/> says otherwise, everything else; made if missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folders of models by name, the default first. They are opened when they are first needed; the default at once.</summary>
    public required IReadOnlyList<ModelSource> Models { get; init; }

    /// <summary>Addresses to listen at, such as <c>http://127.0.0.1:5080</c>; port 0 for any free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>A connection string of PostgreSQL; null for SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The folder of the built page; null where there is none.</summary>
    public string? PageFolder { get; init; }

    /// <summary>Whether this machine's own readers have to log in too, as behind a proxy.</summary>
    public bool RequiresLogin { get; init; }

    /// <summary>Bytes of the largest film file.</summary>
    public long MostFilmBytes { get; init; } = 256L << 20;

    /// <summary>Requests that may wait for a model at a time.</summary>
    public int MostWaiting { get; init; } = 64;
}

/// <summary>Where a model is.</summary>
/// <param name="Id">Its name in requests.</param>
/// <param name="Folder">Its folder; null for one that another server runs.</param>
/// <param name="Endpoint">The address of an OpenAI-compatible server, up to <c>/v1</c>; null for a folder.</param>
/// <param name="RemoteModel">What that server calls the model; null for a folder.</param>
/// <param name="ApiKey">What that server wants to be shown; null for nothing.</param>
public sealed record ModelSource(
    string Id, string? Folder, Uri? Endpoint = null, string? RemoteModel = null, string? ApiKey = null)
{
    /// <summary>A folder's model, named after the folder.</summary>
    /// <param name="folder">The folder.</param>
    public static ModelSource OfFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new(IdOf(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))), folder);
    }

    /// <summary>Another server's model, named as that server calls it.</summary>
    /// <param name="endpoint">The address of an OpenAI-compatible server, up to <c>/v1</c>.</param>
    /// <param name="model">What that server calls the model.</param>
    /// <param name="apiKey">What that server wants to be shown; null for nothing.</param>
    public static ModelSource OfServer(Uri endpoint, string model, string? apiKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return new(IdOf(model), Folder: null, endpoint, model, apiKey);
    }

    // In letters that addresses and headers take.
    private static string IdOf(string name)
    {
        var id = new string([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '-')]);
        return id.Length > 0 ? id : "model";
    }
}
