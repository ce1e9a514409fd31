namespace RadSharp.Architecture.Tests;

public class SourceFileTests
{
    private const int MostLines = 450;

    // Names that say that a type does something, but not what.
    private static readonly string[] EmptyEndings =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Service", "Factory", "Base", "Common"];

    public static TheoryData<string> Projects =>
        [.. Repository.ProjectFiles("src").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Fact]
    public void Source_files_are_small()
    {
        var tooLong = (from file in Repository.SourceFiles("src")
                       let lines = File.ReadLines(Repository.PathOf(file)).Count()
                       where lines > MostLines
                       select $"{file} has {lines} lines, more than {MostLines}. One concept a file: split it.").ToList();
        Assert.True(tooLong.Count == 0, string.Join('\n', tooLong));
    }

    [Fact]
    public void Source_files_are_named_for_what_is_in_them()
    {
        var nameless = (from file in Repository.SourceFiles("src")
                        let name = Path.GetFileNameWithoutExtension(file)
                        where EmptyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
                        select file).ToList();
        Assert.True(nameless.Count == 0, string.Join('\n', nameless));
    }

    // Fixtures hold no tests, and acceptance tests are of several folders together.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_tests_are_those_of_their_source(string project)
    {
        var source = FoldersOf($"src/{project}");
        var unknown = FoldersOf($"tests/{project}.Tests").Except(source).Except(["Acceptance", "Fixtures"]);
        Assert.Empty(unknown);
    }

    private static string[] FoldersOf(string project) => Directory.Exists(Repository.PathOf(project))
        ? [.. Repository.SourceFiles(project).Select(file => file.Split('/')[2]).Where(part => !part.Contains('.')).Distinct()]
        : [];
}
