using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
using RadSharp.Training.Instruction;

namespace RadSharp.Training.Tests.Instruction;

/// <summary>Films of which only the labels exist.</summary>
internal static class TestFilms
{
    /// <summary>One with a finding, one without, one with lungs and no labels.</summary>
    public static IReadOnlyList<LabeledFilm> All { get; } =
    [
        new("a", "a.png", View.PA, FilmFindings.OfNih(["Cardiomegaly"])),
        new("b", "b.png", View.AP, FilmFindings.OfNih([])),
        new("c", "c.png", View.AP, FilmFindings.Unknown)
        {
            Regions = new Dictionary<string, Box> { ["right lung"] = new(0.1, 0.2, 0.45, 0.9), ["left lung"] = new(0.55, 0.1, 0.9, 0.8) },
        },
    ];

    /// <summary>The first samples of a curriculum.</summary>
    public static IEnumerable<CurriculumDraw> Draws(int count, CurriculumMixture? mixture = null)
    {
        var curriculum = new InstructionCurriculum(All, 5, mixture);
        return Enumerable.Range(0, count).Select(number => curriculum.Draw(number));
    }

    /// <summary>What is said in some of them, mostly in reports.</summary>
    public static IEnumerable<string> Texts() => Draws(100, new() { Reports = 0.6, Corrections = 0.1, Checklists = 0 }).SelectMany(draw => draw.Sample.Turns.Select(turn => turn.Text));
}
