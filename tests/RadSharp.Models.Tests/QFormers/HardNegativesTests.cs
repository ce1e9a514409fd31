using RadSharp.Models.QFormers;

namespace RadSharp.Models.Tests.QFormers;

public class HardNegativesTests
{
    [Fact]
    public void They_are_drawn_as_often_as_the_network_errs()
    {
        // Image 0 resembles text 2 by 0.7, text 1 hardly; softmax at temperature 0.1 decides.
        float[] similarities = [0.9f, 0.1f, 0.7f, 0.2f, 0.9f, 0.2f, 0.3f, 0.6f, 0.9f];
        var random = new Random(1);
        var (texts, images) = (new int[3, 3], new int[3, 3]);
        const int draws = 4000;
        for (var draw = 0; draw < draws; draw++)
        {
            var negatives = HardNegatives.Draw(similarities, 0.1f, random);
            for (var pair = 0; pair < 3; pair++)
            {
                texts[pair, negatives.Texts[pair]]++;
                images[pair, negatives.Images[pair]]++;
            }
        }

        for (var pair = 0; pair < 3; pair++)
        {
            Assert.Equal((0, 0), (texts[pair, pair], images[pair, pair]));
            CheckShares(Row(texts, pair), pair, other => similarities[(pair * 3) + other]);
            CheckShares(Row(images, pair), pair, other => similarities[(other * 3) + pair]);
        }

        static int[] Row(int[,] counts, int row) => [counts[row, 0], counts[row, 1], counts[row, 2]];

        static void CheckShares(int[] counts, int own, Func<int, float> similarity)
        {
            double Exponential(int other) => Math.Exp(similarity(other) / 0.1);
            var sum = Exponential(0) + Exponential(1) + Exponential(2);
            double Weight(int other) => other == own ? 0 : (Exponential(other) / sum) + 1e-4;
            var total = Weight(0) + Weight(1) + Weight(2);
            for (var other = 0; other < 3; other++)
            {
                Assert.Equal(Weight(other) / total, (double)counts[other] / draws, 0.03);
            }
        }
    }

    [Fact]
    public void A_single_pair_has_none()
    {
        var message = Assert.Throws<ArgumentException>(() => HardNegatives.Draw([1], 0.07f, new Random(1))).Message;
        Assert.Contains("at least two pairs", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HardNegatives.Draw([1, 1, 1], 0.07f, new Random(1)));
        Assert.Throws<ArgumentException>(() => HardNegatives.Draw([1, 1, 1, 1], 0, new Random(1)));
    }
}
