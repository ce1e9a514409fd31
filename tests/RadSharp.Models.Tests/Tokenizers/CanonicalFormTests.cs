using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Tests.Tokenizers;

public class CanonicalFormTests
{
    [Theory]
    [InlineData("e\u0301", "\u00e9", "e\u0301")]
    [InlineData("\u212b\u2126", "\u00c5\u03a9", "A\u030a\u03a9")]
    [InlineData("\uac01\ud4db", "\uac01\ud4db", "\u1100\u1161\u11a8\u1111\u1171\u11b6")]
    [InlineData("\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8")]
    [InlineData("a\u0327\u0301", "\u00e1\u0327", "a\u0327\u0301")]
    [InlineData("a\u0301\u0327", "\u00e1\u0327", "a\u0327\u0301")]
    [InlineData("a\u0301\u0300", "\u00e1\u0300", "a\u0301\u0300")]
    [InlineData("\u01fa", "\u01fa", "A\u030a\u0301")]
    [InlineData("\u0958\u0344", "\u0915\u093c\u0308\u0301", "\u0915\u093c\u0308\u0301")]
    [InlineData("\ufb01\u2074", "\ufb01\u2074", "\ufb01\u2074")]
    [InlineData("\u0301a", "\u0301a", "\u0301a")]
    [InlineData("\U0002F800", "\u4e3d", "\u4e3d")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    [InlineData("\U00011099\U000110BA", "\U0001109A", "\U00011099\U000110BA")]
    [InlineData("\u1100\uac00\u11a8", "\u1100\uac01", "\u1100\u1100\u1161\u11a8")]
    [InlineData("\u0b47\u0300\u0b3e", "\u0b47\u0300\u0b3e", "\u0b47\u0300\u0b3e")]
    public void Forms_are_those_of_Unicode(string text, string composed, string decomposed)
    {
        Assert.Equal(composed, CanonicalForm.Compose(text));
        Assert.Equal(decomposed, CanonicalForm.Decompose(text));
    }

    [Fact]
    public void Forms_are_stable_and_equal_texts_have_equal_forms()
    {
        var random = new Random(4);
        for (var round = 0; round < 2000; round++)
        {
            var text = CanonicalForm.WithoutUnpairedSurrogates(TokenizerGoldens.RandomText(random, 20));
            var (composed, decomposed) = (CanonicalForm.Compose(text), CanonicalForm.Decompose(text));
            Assert.Equal(composed, CanonicalForm.Compose(composed));
            Assert.Equal(composed, CanonicalForm.Compose(decomposed));
            Assert.Equal(decomposed, CanonicalForm.Decompose(composed));
        }
    }

    [Fact]
    public void A_surrogate_without_its_half_becomes_a_replacement_character()
    {
        Assert.Equal("a\uFFFDb😀\uFFFD", CanonicalForm.WithoutUnpairedSurrogates("a\uD83Db😀\uDE00"));
        Assert.Equal("\uFFFD\uFFFD", CanonicalForm.WithoutUnpairedSurrogates("\uDE00\uD83D"));
    }
}
