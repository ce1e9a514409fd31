namespace RadSharp.Assistant.Tasks;

/// <summary>What a reader names before a task can be asked.</summary>
public enum TaskNeed
{
    /// <summary>A finding.</summary>
    Finding,

    /// <summary>An anatomical region.</summary>
    Region,

    /// <summary>A box on the film.</summary>
    Box,
}
