namespace RadSharp.Instruct.Samples;

/// <summary>What a user asks for.</summary>
public enum InstructionTask
{
    /// <summary>The findings section of a report.</summary>
    Report,

    /// <summary>The findings that are present, as a list.</summary>
    FindingsList,

    /// <summary>Whether a finding is there.</summary>
    YesNo,

    /// <summary>From which side the film was taken.</summary>
    View,

    /// <summary>The impression section.</summary>
    Impression,

    /// <summary>The report in a sentence.</summary>
    Summary,

    /// <summary>The report for a patient.</summary>
    EasyLanguage,

    /// <summary>A wrong report put right: a finding added, removed, or both.</summary>
    Correction,

    /// <summary>By which signs a finding is recognized.</summary>
    Explanation,

    /// <summary>The box of an anatomical region.</summary>
    RegionLocation,

    /// <summary>The boxes of a finding.</summary>
    FindingLocation,

    /// <summary>What a word of radiology means.</summary>
    Term,

    /// <summary>Greetings, thanks, and requests that have nothing to do with the film or ask for more than it can tell.</summary>
    OffTopic,

    /// <summary>A previous or a lateral film, when there is none.</summary>
    OtherFilms,
}
