namespace RadSharp.Models.Templates;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What is said.</param>
/// <param name="Images">Number of images that come with it.</param>
public sealed record ChatMessage(string Role, string Text, int Images = 0);
