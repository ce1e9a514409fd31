using Microsoft.Extensions.AI;
using RadSharp.Assistant.Conversations;

namespace RadSharp.Assistant.Tests.Conversations;

public class ConversationTests
{
    [Fact]
    public void Branches_stand_beside_each_other_and_each_path_is_a_conversation()
    {
        var conversation = Tree();
        Assert.Equal(["q1", "a1", "q2"], conversation.PathTo("q2").Select(turn => turn.Id));
        Assert.Equal(["q1", "b1"], conversation.PathTo("b1").Select(turn => turn.Id));
        Assert.Equal(["a1", "b1"], conversation.Siblings("b1").Select(turn => turn.Id));
        Assert.Equal(["q1", "r1"], conversation.Siblings("q1").Select(turn => turn.Id));
        Assert.Equal("b1", conversation.LatestLeaf("q1").Id);
        Assert.Equal("q2", conversation.LatestLeaf("a1").Id);
    }

    [Fact]
    public void The_film_comes_with_the_first_question_and_other_branches_stay_out()
    {
        var film = new DataContent(new byte[] { 1 }, "image/png");
        var messages = Tree().MessagesTo("q2", film);
        Assert.Equal(["user", "assistant", "user"], messages.Select(message => message.Role.Value));
        Assert.Equal(["text q1", "text a1", "text q2"], messages.Select(message => message.Text));
        Assert.Same(film, messages[0].Contents[0]);
        Assert.All(messages.Skip(1), message => Assert.IsType<TextContent>(Assert.Single(message.Contents)));
        Assert.Throws<ArgumentException>(() => Tree().MessagesTo("a1", film));
    }

    [Theory]
    [InlineData("x", "q1", TurnRole.User, "after a question")]
    [InlineData("x", "a1", TurnRole.Assistant, "answer to a question")]
    [InlineData("x", null, TurnRole.Assistant, "answer to a question")]
    [InlineData("q1", null, TurnRole.User, "not overwritten")]
    [InlineData("x", "nobody", TurnRole.User, "does not have")]
    public void A_turn_that_does_not_fit_is_refused_and_nothing_changes(string id, string? parent, TurnRole role, string sentence)
    {
        var conversation = Tree();
        var error = Assert.Throws<ArgumentException>(() => conversation.Add(new(id, parent, role, "")));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Equal(5, conversation.Turns.Count);
    }

    private static Conversation Tree() => new(
        Question("q1", null), Answer("a1", "q1"), Question("q2", "a1"), Answer("b1", "q1"), Question("r1", null));

    private static Turn Question(string id, string? parent) => new(id, parent, TurnRole.User, $"text {id}");

    private static Turn Answer(string id, string parent) => new(id, parent, TurnRole.Assistant, $"text {id}");
}
