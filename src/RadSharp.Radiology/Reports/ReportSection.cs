namespace RadSharp.Radiology.Reports;

/// <summary>The parts of a radiology report, in the order in which they stand.</summary>
public enum ReportSection
{
    /// <summary>Why the film was taken: the patient's history, the question.</summary>
    Indication,

    /// <summary>What was taken: the examination, its views.</summary>
    Technique,

    /// <summary>The earlier films that it was compared with.</summary>
    Comparison,

    /// <summary>What is seen.</summary>
    Findings,

    /// <summary>What it means.</summary>
    Impression,
}
