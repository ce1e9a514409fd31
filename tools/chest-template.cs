#:project ../src/RadSharp.Imaging/RadSharp.Imaging.csproj
#:property PublishAot=false

// Prints the average frontal chest film that ChestTemplate compares with: dotnet run tools/chest-template.cs FOLDER…
// Each folder is one source of films and counts as much as the others, however many films it has. Then it prints how well
// the average tells upright films from inverted ones and from those that lie upside down or on their side; with several folders
// each is judged by the others' average.
using System.Globalization;
using RadSharp.Imaging;
using RadSharp.Imaging.Recognition;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var sources = args.Select(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
    .Select(file => ChestTemplate.Thumbnail(FilmReader.Read(file).Render())).ToArray()).ToArray();
var averages = sources.Select(Average).ToArray();
Console.WriteLine("average, rows from the top:");
foreach (var row in ChestTemplate.Standardized(Average(averages)).Chunk(ChestTemplate.Side))
{
    Console.WriteLine("    " + string.Join(", ", row.Select(value => $"{value,5:0.00}f")) + ",");
}

for (var source = 0; source < sources.Length; source++)
{
    var others = averages.Where((_, index) => index != source || averages.Length == 1).ToArray();
    var template = ChestTemplate.Standardized(Average(others));
    Console.WriteLine($"{args[source]}: {sources[source].Length} films");
    foreach (var (name, turn) in new (string, Func<float[], float[]>)[]
    {
        ("as they are", film => film),
        ("inverted", film => [.. film.Select(value => -value)]),
        ("upside down", film => [.. film.Reverse()]),
        ("on its side", OnItsSide),
    })
    {
        var judged = sources[source].Select(film => ChestTemplate.Judge(turn(film), template)).CountBy(look => look).ToDictionary();
        Console.WriteLine($"    {name,-12}" + string.Join(
            ", ", Enum.GetValues<ChestLook>().Select(look => $"{look} {judged.GetValueOrDefault(look)}")));
    }
}

static float[] Average(IReadOnlyList<float[]> films) =>
    [.. Enumerable.Range(0, films[0].Length).Select(index => films.Average(film => film[index]))];

// Turned clockwise: its first column, from below, is the first row.
static float[] OnItsSide(float[] film) =>
[
    .. film.Select((_, index) =>
        film[((ChestTemplate.Side - 1 - (index % ChestTemplate.Side)) * ChestTemplate.Side) + (index / ChestTemplate.Side)]),
];
