using RadSharp.Radiology.Labeling;

namespace RadSharp.Radiology.Tests.Labeling;

public class VocabularyTests
{
    [Theory]
    [InlineData("mentions.tsv", "# version 2", "Expected '# version 1' in the first line of mentions.tsv, found '# version 2'")]
    [InlineData("mentions.tsv", "# version 1\nEdema", "Line 2 of mentions.tsv: Expected 2 to 3 columns")]
    [InlineData("mentions.tsv", "# version 1\nEdema\toedema\tdirect\tmore", "found 'Edema\toedema\tdirect\tmore'")]
    [InlineData("mentions.tsv", "# version 1\n# remark\n\nOdema\tedema", "Line 4 of mentions.tsv: Expected findings (Enlarged")]
    [InlineData("mentions.tsv", "# version 1\nEdema\tedema\tsure", "Expected a kind (direct, implied, doubtful), found 'sure'")]
    [InlineData("mentions.tsv", "# version 1\nEdema\t~ edema", "found '~ edema'")]
    [InlineData("mentions.tsv", "# version 1\nEdema\tlung  edema", "Expected words with single blanks between them")]
    [InlineData("mentions.tsv", "# version 1\nEdema\tlung? edema?", "found 'lung? edema?'")]
    [InlineData("mentions.tsv", "# version 1\nEdema\ted*", "Expected at least 3 letters before a *")]
    [InlineData("triggers.tsv", "# version 1\nabsent\tno", "absent-before, absent-word")]
    [InlineData("structures.tsv", "# version 1\nheart\tbroken\tbroken", "(abnormal, doubtful, normal), found 'broken'")]
    [InlineData("words.tsv", "# version 1\nverb\t", "Line 2 of words.tsv: Expected 2 columns")]
    [InlineData("spelling.tsv", "# version 1\nHeart", "Expected a word of 7 to 20 small letters, found 'Heart'")]
    public void A_file_that_is_not_as_it_should_be_is_refused_with_its_line(string file, string contents, string sentence) =>
        Assert.Contains(
            sentence,
            Assert.Throws<InvalidDataException>(() => new Vocabulary(name => name == file ? contents : "# version 1")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("pneumothroax", "pneumothorax")]
    [InlineData("efusion", "effusion")]
    [InlineData("cardiomegaly", "cardiomegaly")]
    [InlineData("infusion", "infusion")]
    [InlineData("perfusion", "perfusion")]
    [InlineData("empyema", "empyema")]
    [InlineData("pneumonitis", "pneumonitis")]
    [InlineData("heart", "heart")]
    public void Words_are_recognized_when_misspelled_and_left_alone_when_they_are_others(string word, string meant) =>
        Assert.Equal(meant, Vocabulary.Default.Canonical(word));

    [Theory]
    [InlineData("fluid ~ fissure*", "fluid in the minor fissures", 5)]
    [InlineData("fluid ~ fissure*", "fluid fissure", 2)]
    [InlineData("fluid ~ fissure*", "fluid in the very narrow fissure", 0)]
    [InlineData("fluid ~ fissure*", "fluid and fissure", 0)]
    [InlineData("heart size|shadow?", "heart is", 1)]
    [InlineData("heart size|shadow?", "heart shadow is", 2)]
    [InlineData("heart size|shadow", "heart is", 0)]
    public void A_phrase_fits_as_its_signs_say(string phrase, string text, int length) =>
        Assert.Equal(length, PhrasePattern.Parse(phrase).Match(text.Split(' '), 0));
}
