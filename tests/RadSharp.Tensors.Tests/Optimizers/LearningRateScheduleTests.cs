using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Optimizers;

public class LearningRateScheduleTests
{
    [Fact]
    public void Constant_rises_and_stays() =>
        Expect(LearningRateSchedule.Constant(warmUpSteps: 4), (0, 0), (1, 0.25), (3, 0.75), (4, 1), (1_000_000, 1));

    [Fact]
    public void Linear_rises_falls_and_stays_at_the_floor()
    {
        Expect(LearningRateSchedule.Linear(2, 6), (0, 0), (1, 0.5), (2, 1), (3, 0.75), (5, 0.25), (6, 0), (7, 0));
        Expect(LearningRateSchedule.Linear(2, 6, floor: 0.2), (1, 0.5), (4, 0.6), (6, 0.2), (60, 0.2));
    }

    [Fact]
    public void Cosine_rises_falls_and_stays_at_the_floor()
    {
        var quarter = (1 + Math.Sqrt(0.5)) / 2;
        Expect(LearningRateSchedule.Cosine(10, 18), (5, 0.5), (10, 1), (12, quarter), (14, 0.5), (18, 0), (99, 0));
        Expect(LearningRateSchedule.Cosine(0, 8, floor: 0.1), (0, 1), (2, 0.1 + (0.9 * quarter)), (8, 0.1), (9, 0.1));
    }

    [Fact]
    public void Without_steps_to_fall_in_the_floor_follows_the_rise() =>
        Expect(LearningRateSchedule.Cosine(2, 2, floor: 0.3), (1, 0.5), (2, 0.3));

    [Fact]
    public void The_default_is_no_schedule() => Expect(default, (0, 1), (5, 1));

    [Fact]
    public void Schedules_with_the_same_numbers_are_equal()
    {
        Assert.Equal(LearningRateSchedule.Cosine(1, 9), LearningRateSchedule.Cosine(1, 9));
        Assert.NotEqual(LearningRateSchedule.Cosine(1, 9), LearningRateSchedule.Linear(1, 9));
    }

    [Fact]
    public void Numbers_that_make_no_schedule_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Linear(5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cosine(0, 4, floor: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cosine(0, 4, floor: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant().Factor(-1));
    }

    private static void Expect(LearningRateSchedule schedule, params (int Step, double Factor)[] points)
    {
        foreach (var (step, factor) in points)
        {
            Assert.Equal(factor, schedule.Factor(step), tolerance: 1e-12);
        }
    }
}
