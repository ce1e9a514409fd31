using RadSharp.Server.Api;

namespace RadSharp.Server.OpenAi;

/// <summary>An answer, or a part of one, as OpenAI's clients read it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Object"><c>chat.completion</c> or <c>chat.completion.chunk</c>.</param>
/// <param name="Created">When, in seconds of Unix time.</param>
/// <param name="Model">Which model.</param>
/// <param name="Choices">One choice; none in the part with the usage.</param>
/// <param name="Usage">Numbers of tokens.</param>
/// <param name="Annotations">Beside OpenAI's: what the words say of findings and places, at the end of the answer.</param>
internal sealed record ChatCompletion(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices, ChatUsage? Usage = null,
    ChatAnnotations? Annotations = null);

/// <summary>The only choice.</summary>
/// <param name="Index">0.</param>
/// <param name="Message">The whole answer.</param>
/// <param name="Delta">What is added to it.</param>
/// <param name="FinishReason"><c>stop</c> or <c>length</c>; null before the end.</param>
internal sealed record ChatChoice(int Index, ChatDelta? Message, ChatDelta? Delta, string? FinishReason);

/// <summary>Something that is said.</summary>
/// <param name="Role">Who says it.</param>
/// <param name="Content">What.</param>
internal sealed record ChatDelta(string? Role, string? Content);

/// <summary>Numbers of tokens.</summary>
/// <param name="PromptTokens">Read.</param>
/// <param name="CompletionTokens">Written.</param>
/// <param name="TotalTokens">Both.</param>
internal sealed record ChatUsage(long PromptTokens, long CompletionTokens, long TotalTokens);

/// <summary>What the words of an answer say.</summary>
/// <param name="Sentences">Findings and boxes of each sentence.</param>
/// <param name="Warnings">What speaks against a part of it.</param>
internal sealed record ChatAnnotations(IReadOnlyList<TurnSentence> Sentences, IReadOnlyList<TurnWarning> Warnings);

/// <summary>All models.</summary>
/// <param name="Object"><c>list</c>.</param>
/// <param name="Data">Each.</param>
internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

/// <summary>A model.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Object"><c>model</c>.</param>
/// <param name="Created">Not told: 0.</param>
/// <param name="OwnedBy">Whose it is.</param>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy);
