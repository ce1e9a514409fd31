using Microsoft.Extensions.AI;
using RadSharp.Assistant;
using RadSharp.Assistant.Chat;
using RadSharp.Imaging.Png;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Server.Models;

/// <summary>A model in memory, or one that another server runs and that sees with this machine's eyes what it is warned about.</summary>
/// <param name="Id">Its name in requests.</param>
/// <param name="Name">Its system.</param>
/// <param name="Chat">What answers.</param>
/// <param name="Eyes">What finds: the model itself, or the default model for one that runs elsewhere.</param>
/// <param name="EyesId">The name of the model that finds.</param>
internal sealed record LoadedModel(string Id, string Name, IChatClient Chat, IVisionLanguageModel Eyes, string EyesId)
{
    /// <summary>Whether another server computes its answers.</summary>
    public bool IsRemote => EyesId != Id;

    /// <summary>The findings of its classifier.</summary>
    public IReadOnlyList<string> Findings => Eyes switch
    {
        RadSharpMini mini => [.. mini.Config.Findings.Select(finding => finding.Name)],
        RaDialog => [.. CheXpertFinding.All.Select(finding => finding.Name)],
        _ => [],
    };

    /// <summary>A film as the model takes it in a message.</summary>
    /// <param name="film">The film, as the eyes have seen it.</param>
    /// <param name="encoded">What the prompt shows of it; null for what the eyes saw.</param>
    public AIContent Content(ShownFilm film, EncodedFilm? encoded = null)
    {
        if (!IsRemote)
        {
            return new FilmContent(film, encoded);
        }

        using var png = new MemoryStream();
        PngWriter.Write(png, Films.FilmPictures.Render(film.Film, Films.FilmPictures.RemoteSide));
        return new DataContent(png.ToArray(), "image/png");
    }
}
