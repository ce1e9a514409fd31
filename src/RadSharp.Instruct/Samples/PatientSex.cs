namespace RadSharp.Instruct.Samples;

/// <summary>A patient's sex as a data set has it.</summary>
public enum PatientSex
{
    /// <summary>The set does not say.</summary>
    Unknown,

    /// <summary>Female.</summary>
    Female,

    /// <summary>Male.</summary>
    Male,
}
