namespace RadSharp.Models.Tokenizers;

/// <summary>A token beside the trained vocabulary that is found in the text before anything else, and never split.</summary>
/// <param name="Content">Its spelling.</param>
/// <param name="Id">Its id; null gives it the vocabulary's id of that spelling or, if there is none, the next free id.</param>
/// <param name="IsSpecial">Whether decoding may skip it.</param>
/// <param name="StripsLeft">Whether it swallows the white space before it.</param>
/// <param name="StripsRight">Whether it swallows the white space after it.</param>
public sealed record AddedToken(
    string Content, int? Id = null, bool IsSpecial = true, bool StripsLeft = false, bool StripsRight = false);
