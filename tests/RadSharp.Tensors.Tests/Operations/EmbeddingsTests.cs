using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class EmbeddingsTests
{
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Each_token_gets_its_row_of_the_table(DType dtype)
    {
        int[] tokens = [4, 0, 2, 4, 6];
        foreach (var dim in new[] { 1, 3, 16, 37 })
        {
            using var exact = Samples.Random([7, dim]);
            using var table = exact.To(dtype);
            using var stored = table.To(DType.Float32);
            using var tape = Tape.ForInference();
            var y = tape.Embedding(table, tokens);
            Assert.Equal([5, dim], y.Shape);
            Assert.Equal(tokens.SelectMany(token => stored.Rows(token, 1).Span.ToArray()), y.Span.ToArray());
        }
    }

    [Fact]
    public void No_tokens_have_no_rows()
    {
        using var table = Samples.Random([7, 3]);
        using var half = table.To(DType.Float16);
        using var tape = Tape.ForInference();
        Assert.Equal([0, 3], tape.Embedding(table, []).Shape);
        Assert.Equal([0, 3], tape.Embedding(half, []).Shape);
    }

    [Fact]
    public void Gradients_of_repeated_tokens_add_up()
    {
        using var table = Samples.Random([5, 3]);
        Check.Gradients((tape, inputs) => tape.Embedding(inputs[0], [3, 0, 3, 3, 1]), [table]);
        Check.Gradients(
            (tape, inputs) => tape.Add(tape.Embedding(inputs[0], [3, 0]), tape.Embedding(inputs[0], [0, 4])), [table]);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void A_token_outside_the_vocabulary_is_named_with_its_position(DType dtype)
    {
        using var exact = Samples.Random([7, 3]);
        using var table = exact.To(dtype);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Embedding(table, [1, 6, 7]), "vocabulary of 7", "token 7 at position 2");
        Assert.Throws<ArgumentException>(() => tape.Embedding(table, [-1]));
    }

    [Fact]
    public void A_table_that_is_no_matrix_is_refused()
    {
        using var table = Samples.Random([7, 3, 2]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Embedding(table, [1]), "[7, 3, 2]");
    }
}
