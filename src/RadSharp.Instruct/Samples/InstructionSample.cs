namespace RadSharp.Instruct.Samples;

/// <summary>Who says a turn of a conversation.</summary>
public enum Speaker
{
    /// <summary>Who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>The system whose shape a sample has.</summary>
public enum SampleShape
{
    /// <summary>
    /// The film's findings stand before the first question, and only the last answer counts (RaDialog: data/create_data.py).
    /// </summary>
    RaDialog,

    /// <summary>The film alone stands there, and every answer counts (RadVLM: radvlm/data/create_instructions.py).</summary>
    RadVlm,

    /// <summary>
    /// As RaDialog the film's findings before the first question, as RadVLM every answer counts. Only the lungs have boxes, and
    /// a correction contradicts what was found: the report that is corrected is the right one of the findings shown.
    /// </summary>
    RadSharpMini,
}

/// <summary>A turn of a conversation.</summary>
/// <param name="Speaker">Who says it.</param>
/// <param name="Text">What is said.</param>
/// <param name="CountsForLoss">
/// Whether a model is to learn it: never what a user says, nor a report that is wrong or incomplete.
/// </param>
public readonly record struct ConversationTurn(Speaker Speaker, string Text, bool CountsForLoss);

/// <summary>A conversation about a film from which a model learns.</summary>
/// <param name="Id">The film's, with the task's name behind it.</param>
/// <param name="Image">Where the film is.</param>
/// <param name="Shape">How it is written.</param>
/// <param name="Findings">
/// Names of the findings that are present, as RaDialog's prompts have them: <c>cardiomegaly, pleural effusion</c>.
/// </param>
/// <param name="Tasks">What is asked for, in order.</param>
/// <param name="Turns">User and assistant in turn.</param>
public sealed record InstructionSample(
    string Id,
    string Image,
    SampleShape Shape,
    string Findings,
    IReadOnlyList<InstructionTask> Tasks,
    IReadOnlyList<ConversationTurn> Turns);
