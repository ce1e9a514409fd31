namespace RadSharp.Training.Instruction;

/// <summary>How often an <see cref="InstructionCurriculum"/> draws what, as parts of 1.</summary>
public sealed record CurriculumMixture
{
    /// <summary>The prompt shows what was found, and not the film alone.</summary>
    public double Shown { get; init; } = 0.95;

    /// <summary>What is shown is drawn by chance, and is not the film's own labels.</summary>
    public double Changed { get; init; } = 0.8;

    /// <summary>A finding that is there is only possible.</summary>
    public double Uncertain { get; init; } = 0.25;

    /// <summary>The prompt shows no boxes of the lungs.</summary>
    public double WithoutLungs { get; init; } = 0.05;

    /// <summary>How many findings are drawn: none, one, two and so on.</summary>
    public IReadOnlyList<double> Counts { get; init; } = [0.15, 0.22, 0.22, 0.18, 0.12, 0.07, 0.04];

    /// <summary>A report alone.</summary>
    public double Reports { get; init; } = 0.12;

    /// <summary>A report and corrections of it.</summary>
    public double Corrections { get; init; } = 0.3;

    /// <summary>A report and questions of all kinds after it.</summary>
    public double Conversations { get; init; } = 0.12;

    /// <summary>Questions for many findings, one after another.</summary>
    public double Checklists { get; init; } = 0.2;

    /// <summary>Several short questions.</summary>
    public double Questions { get; init; } = 0.18;

    /// <summary>
    /// Questions, wishes and corrections in any order, most with a report first, of as many rounds as a reader's; what is left
    /// of 1 are single tasks.
    /// </summary>
    public double Dialogues { get; init; }
}
