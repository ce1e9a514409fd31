using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Models.Vision.Processing;

/// <summary>
/// A film as <see cref="ChestNetwork"/> takes it: in the middle of a black square, resized. What is measured on the square is
/// brought back to the film by <see cref="OnFilm"/>.
/// </summary>
/// <param name="Pixels">The square, 8-bit greys.</param>
/// <param name="FilmWidth">Pixels in a row of the film.</param>
/// <param name="FilmHeight">Rows of the film.</param>
public sealed record ChestImage(Image<byte> Pixels, int FilmWidth, int FilmHeight)
{
    // Greys are brought near a mean of 0 and a deviation of 1.
    private const float Mean = 127.5f;
    private const float Deviation = 64;

    private double Square => Math.Max(FilmWidth, FilmHeight);

    /// <summary>Prepares a film.</summary>
    /// <param name="greys">As it is shown, 8-bit greys of one channel.</param>
    /// <param name="size">Rows and columns of the square.</param>
    public static ChestImage Of(Image<byte> greys, int size)
    {
        ArgumentNullException.ThrowIfNull(greys);
        var longer = Math.Max(greys.Width, greys.Height);
        var width = Math.Max(1, (int)Math.Round((double)size * greys.Width / longer));
        var height = Math.Max(1, (int)Math.Round((double)size * greys.Height / longer));
        var resized = Resampling.Resize(greys, width, height, ResamplingFilter.Bilinear);
        var square = new Image<byte>(size, size);
        for (var y = 0; y < height; y++)
        {
            resized.Row(y).CopyTo(square.Row(y + ((size - height) / 2))[((size - width) / 2)..]);
        }

        return new(square, greys.Width, greys.Height);
    }

    /// <summary>The network's numbers, about −2 to 2.</summary>
    /// <param name="pixels">8-bit greys.</param>
    /// <param name="destination">As many.</param>
    public static void Scale(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        for (var index = 0; index < pixels.Length; index++)
        {
            destination[index] = (pixels[index] - Mean) / Deviation;
        }
    }

    /// <summary>A box on the square from a box on the film.</summary>
    public Box OnSquare(Box film) => new(
        X(film.X1), Y(film.Y1), X(film.X2), Y(film.Y2));

    /// <summary>A box on the film from a box on the square; what lies beside the film is cut off.</summary>
    public Box OnFilm(Box square) => new(
        BackX(square.X1), BackY(square.Y1), BackX(square.X2), BackY(square.Y2));

    private double X(double film) => ((film - 0.5) * FilmWidth / Square) + 0.5;

    private double Y(double film) => ((film - 0.5) * FilmHeight / Square) + 0.5;

    private double BackX(double square) => Math.Clamp(((square - 0.5) * Square / FilmWidth) + 0.5, 0, 1);

    private double BackY(double square) => Math.Clamp(((square - 0.5) * Square / FilmHeight) + 0.5, 0, 1);
}
