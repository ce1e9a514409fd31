using RadSharp.Evaluation.Statistics;

namespace RadSharp.Evaluation.Tests.Statistics;

public class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_mean_is_about_that_of_its_normal_distribution()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToArray();
        var patients = Enumerable.Range(0, 400).Select(index => $"patient {index}").ToArray();
        var (low, high) = Bootstrap.Interval(patients, films => films.Average(film => values[film]));
        var half = 1.96 / Math.Sqrt(12 * 400);
        Assert.Equal(values.Average() - half, low, 0.005);
        Assert.Equal(values.Average() + half, high, 0.005);
    }

    [Fact]
    public void Films_of_a_patient_come_together_so_more_of_the_same_do_not_narrow_the_interval()
    {
        string[] patients = ["a", "b", "c", "d"];
        double[] values = [0, 1, 2, 3];
        var once = Bootstrap.Interval(patients, films => films.Average(film => values[film]));
        var often = Bootstrap.Interval(
            [.. patients.SelectMany(patient => Enumerable.Repeat(patient, 10))],
            films => films.Average(film => values[film / 10]));
        Assert.Equal(once.Low, often.Low, 1e-9);
        Assert.Equal(once.High, often.High, 1e-9);
    }

    [Fact]
    public void Draws_without_the_statistic_do_not_count()
    {
        Assert.Equal(new ConfidenceInterval(7, 7), Bootstrap.Interval(["a", "b"], films => films[0] == 0 ? double.NaN : 7));
        Assert.Equal(double.NaN, Bootstrap.Interval([], _ => 1).Low);
    }
}
