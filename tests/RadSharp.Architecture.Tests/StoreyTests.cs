using System.Xml.Linq;

namespace RadSharp.Architecture.Tests;

public class StoreyTests
{
    public static TheoryData<string> Projects => [.. Repository.ProjectFiles("src")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_the_storeys_and_packages_that_the_tables_allow(string file)
    {
        var violations = Storeys.Violations(Path.GetFileNameWithoutExtension(file), XDocument.Load(Repository.PathOf(file))).ToList();
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = XDocument.Load(Repository.PathOf("RadSharp.slnx"))
            .Descendants("Project").Attributes("Path").Select(attribute => attribute.Value).Order();
        var found = new[] { "src", "tests", "bench" }.SelectMany(Repository.ProjectFiles).Order();
        Assert.Equal(found, listed);
    }

    [Theory]
    [InlineData("RadSharp.Tensors", """<ProjectReference Include="../RadSharp.Models/RadSharp.Models.csproj" />""", "RadSharp.Models")]
    [InlineData("RadSharp.Models", """<ProjectReference Include="..\RadSharp.Cli\RadSharp.Cli.csproj" />""", "RadSharp.Cli")]
    [InlineData("RadSharp.Tensors", """<PackageReference Include="System.Numerics.Tensors" />""", "System.Numerics.Tensors")]
    [InlineData("RadSharp.Common", "", "no storey")]
    public void What_the_tables_do_not_allow_is_found(string project, string item, string named)
    {
        var file = XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>");
        Assert.Contains(named, Assert.Single(Storeys.Violations(project, file)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_tables_allow_passes()
    {
        var file = XDocument.Parse(
            """<Project><ItemGroup><ProjectReference Include="../RadSharp.Tensors/RadSharp.Tensors.csproj" /></ItemGroup></Project>""");
        Assert.Empty(Storeys.Violations("RadSharp.Models", file));
    }
}
