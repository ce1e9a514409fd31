using System.Xml.Linq;

namespace RadSharp.Architecture.Tests;

/// <summary>
/// The storeys of the house: which project may know which others, and which packages. A new project, reference or package
/// is a decision that is made here.
/// </summary>
internal static class Storeys
{
    private static readonly Dictionary<string, string[]> Knows = new()
    {
        ["RadSharp.Tensors"] = [],
        ["RadSharp.Imaging"] = [],
        ["RadSharp.Radiology"] = [],
        ["RadSharp.Models"] = ["RadSharp.Tensors", "RadSharp.Imaging", "RadSharp.Radiology"],
        ["RadSharp.Instruct"] = ["RadSharp.Imaging", "RadSharp.Radiology"],
        ["RadSharp.Evaluation"] = ["RadSharp.Radiology"],
        ["RadSharp.Training"] =
        [
            "RadSharp.Tensors", "RadSharp.Imaging", "RadSharp.Radiology", "RadSharp.Models", "RadSharp.Instruct",
            "RadSharp.Evaluation",
        ],
        ["RadSharp.Assistant"] = ["RadSharp.Models", "RadSharp.Radiology", "RadSharp.Imaging"],
        ["RadSharp.Server"] = ["RadSharp.Assistant"],
        ["RadSharp.Cli"] =
        [
            "RadSharp.Tensors", "RadSharp.Imaging", "RadSharp.Radiology", "RadSharp.Models", "RadSharp.Instruct",
            "RadSharp.Training", "RadSharp.Evaluation", "RadSharp.Assistant", "RadSharp.Server",
        ],
    };

    // By project; a storey that is not here uses the .NET library alone.
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["RadSharp.Instruct"] = ["CsvHelper"],
        ["RadSharp.Assistant"] = ["Microsoft.Extensions.AI.Abstractions", "OpenAI"],
        ["RadSharp.Server"] =
        [
            "Microsoft.AspNetCore.OpenApi", "Microsoft.EntityFrameworkCore.Sqlite", "Npgsql.EntityFrameworkCore.PostgreSQL",
        ],
        ["RadSharp.Cli"] = ["System.CommandLine", "CsvHelper"],
    };

    /// <summary>What a project file has that the tables do not allow, a sentence each.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="project">Its file's contents.</param>
    public static IEnumerable<string> Violations(string name, XDocument project)
    {
        if (!Knows.TryGetValue(name, out var known))
        {
            yield return $"{name} is no storey. Add it to the table with the storeys that it may know.";
            yield break;
        }

        foreach (var path in Included(project, "ProjectReference"))
        {
            var reference = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
            if (!known.Contains(reference))
            {
                yield return $"{name} may know [{string.Join(", ", known)}], but refers to {reference}.";
            }
        }

        var packages = Packages.GetValueOrDefault(name, []);
        foreach (var package in Included(project, "PackageReference").Except(packages))
        {
            yield return $"{name} may use the packages [{string.Join(", ", packages)}], but refers to {package}.";
        }
    }

    private static IEnumerable<string> Included(XDocument project, string item) =>
        project.Descendants(item).Attributes("Include").Select(attribute => attribute.Value);
}
