namespace RadSharp.Radiology.Findings;

/// <summary>What is known about a finding. Not to know is not the same as absence.</summary>
public enum FindingState
{
    /// <summary>Nobody has said anything about it.</summary>
    Unknown,

    /// <summary>It is said not to be there.</summary>
    Absent,

    /// <summary>It is said to be possible.</summary>
    Uncertain,

    /// <summary>It is said to be there.</summary>
    Present,
}
