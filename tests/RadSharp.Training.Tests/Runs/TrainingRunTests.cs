using System.Diagnostics;
using RadSharp.Training.Runs;

namespace RadSharp.Training.Tests.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private const string KilledFolder = "RADSHARP_KILLED_TRAINING";

    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_abandoned_training_that_is_resumed_ends_with_the_same_bits_and_the_same_curves()
    {
        var whole = Whole();
        using (var first = new SmallTraining(Path.Combine(_folder, "parts")))
        {
            first.To(13);
            first.Run.Save();
            // These steps are lost, and are done again.
            first.To(21);
        }

        using (var second = new SmallTraining(Path.Combine(_folder, "parts")))
        {
            Assert.True(second.Run.TryResume());
            Assert.Equal(13, second.Run.Step);
            second.To(30);
            second.Run.Save();
        }

        using var third = new SmallTraining(Path.Combine(_folder, "parts"));
        Assert.True(third.Run.TryResume());
        Assert.Equal(30, third.Run.Step);
        third.To(SmallTraining.Steps);
        third.Finish();
        Assert.Equal(whole, third.Bits);
        foreach (var file in new[] { "small.csv", "small.svg" })
        {
            Assert.Equal(
                File.ReadAllText(Path.Combine(_folder, "whole", file)), File.ReadAllText(Path.Combine(_folder, "parts", file)));
        }
    }

    [Fact]
    public async Task A_killed_process_that_is_resumed_ends_with_the_same_bits()
    {
        var whole = Whole();
        var parts = Path.Combine(_folder, "parts");
        using (var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "RadSharp.Training.Tests"),
            ["-explicit", "only", "-method", $"*.{nameof(To_be_killed)}", "-noColor"])
        {
            Environment = { [KilledFolder] = parts },
            RedirectStandardOutput = true,
        })!)
        {
            while (!process.HasExited && (!Directory.Exists(parts) || Directory.GetFiles(parts, "small-*").Length < 2))
            {
                await Task.Delay(3, TestContext.Current.CancellationToken);
            }

            Assert.False(process.HasExited, "The training ended before it could be killed.");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var resumed = new SmallTraining(parts);
        Assert.True(resumed.Run.TryResume());
        Assert.InRange(resumed.Run.Step, 1, SmallTraining.Steps - 1);
        resumed.To(SmallTraining.Steps);
        Assert.Equal(whole, resumed.Bits);
    }

    [Fact(Explicit = true)]
    public async Task To_be_killed()
    {
        var folder = Environment.GetEnvironmentVariable(KilledFolder) ?? _folder;
        using var training = new SmallTraining(folder, saveInterval: TimeSpan.Zero);
        while (training.Run.Step < SmallTraining.Steps)
        {
            training.To(training.Run.Step + 1);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Two_checkpoints_are_kept_and_the_older_one_is_taken_where_the_newest_is_cut_short()
    {
        using (var training = new SmallTraining(_folder, saveInterval: TimeSpan.Zero))
        {
            training.To(5);
        }

        var files = Directory.GetFiles(_folder, "small-*").Order().ToArray();
        Assert.Equal(["small-00000004.checkpoint", "small-00000005.checkpoint"], files.Select(Path.GetFileName));
        using (var newest = File.OpenWrite(files[1]))
        {
            newest.SetLength(newest.Length / 2);
        }

        File.WriteAllText(Path.Combine(_folder, ".small-00000006.checkpoint.abc.tmp"), "half a checkpoint");
        using var progress = new StringWriter();
        using var resumed = new SmallTraining(_folder, progress: progress);
        Assert.True(resumed.Run.TryResume());
        Assert.Equal(4, resumed.Run.Step);
        Assert.Contains("The checkpoint before it is tried", progress.ToString(), StringComparison.Ordinal);
        resumed.To(7);
        resumed.Run.Save();
        Assert.Equal(
            ["small-00000005.checkpoint", "small-00000007.checkpoint"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_training_without_checkpoints_begins_at_the_first_step()
    {
        using var training = new SmallTraining(_folder);
        Assert.False(training.Run.TryResume());
        Assert.Equal(0, training.Run.Step);
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_or_of_other_shapes_is_refused_with_a_sentence()
    {
        using (var training = new SmallTraining(_folder))
        {
            training.To(2);
            training.Run.Save();
        }

        using var other = new SmallTraining(_folder, recipe: "seed 8");
        var error = Assert.Throws<InvalidDataException>(() => other.Run.TryResume());
        Assert.Contains("its recipe is 'seed 7', but this training's is 'seed 8'", error.Message, StringComparison.Ordinal);
        using var wider = new SmallTraining(_folder, hidden: 9);
        var before = wider.Bits;
        error = Assert.Throws<InvalidDataException>(() => wider.Run.TryResume());
        Assert.Contains("'parameters.weight' F32 [8, 6]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[9, 6]", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, wider.Bits);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_training_and_leaves_the_last_good_checkpoint()
    {
        using var training = new SmallTraining(_folder, saveInterval: TimeSpan.Zero);
        training.To(3);
        var error = Assert.Throws<InvalidOperationException>(() => training.Run.Record(double.NaN, 0.1, 1));
        Assert.Contains("smaller learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, training.Run.Step);
        Assert.Equal("small-00000003.checkpoint", Path.GetFileName(Directory.GetFiles(_folder).Max()));
    }

    [Fact]
    public void Progress_tells_step_loss_rate_and_time_left()
    {
        using var progress = new StringWriter();
        using var training = new SmallTraining(_folder, progress: progress);
        training.To(4);
        var lines = progress.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("small: after step 0, metric 0.0000", lines);
        Assert.Matches(
            @"^small: step 4 of 40, loss \d\.\d{4}, learning rate 2\.0e-2, [\d.]+ samples/s, \d+ s left$", lines[^1]);
    }

    [Fact]
    public void Averages_must_not_be_swapped_in_when_a_training_is_saved()
    {
        using var training = new SmallTraining(_folder);
        training.Swapped(() => Assert.Throws<InvalidOperationException>(training.Run.Save));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private float[] Whole()
    {
        using var training = new SmallTraining(Path.Combine(_folder, "whole"));
        training.To(SmallTraining.Steps);
        training.Finish();
        return training.Bits;
    }
}
