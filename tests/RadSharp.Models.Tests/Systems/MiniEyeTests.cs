using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Radiology.Findings;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;

namespace RadSharp.Models.Tests.Systems;

public sealed class MiniEyeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Logits_are_the_mean_over_the_members_and_over_the_film_and_its_mirror_image()
    {
        using var eye = OpenEye();
        var film = SmallMini.Film(160, 130, (x, y) => SmallMini.ChestGrey(x, y) * (0.3 + (0.7 * x)));
        var square = ChestImage.Of(film.Render(), 64).Pixels;
        var output = eye.Look(square);
        var expected = new double[14];
        var (projection, lungs) = (0.0, new double[8]);
        for (var member = 0; member < 2; member++)
        {
            var straight = Run(member, square);
            var mirrored = Run(member, Orienting.FlipHorizontally(square));
            Assert.NotEqual(straight.Findings[0], mirrored.Findings[0]);
            projection += (straight.Projection + mirrored.Projection) / 4;
            for (var index = 0; index < 14; index++)
            {
                expected[index] += (straight.Findings[index] + mirrored.Findings[index]) / 4;
            }

            for (var edge = 0; edge < 8; edge++)
            {
                lungs[edge] += straight.Lungs[edge] / 2;
            }
        }

        Assert.All(expected.Zip(output.Findings), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(lungs.Zip(output.Lungs), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(projection, output.Projection, 1e-4);
    }

    [Fact]
    public void The_mean_of_an_activation_map_and_the_biases_is_the_logit_and_places_are_parts_of_the_map()
    {
        using var eye = OpenEye();
        var output = eye.Look(ChestImage.Of(SmallMini.Chest().Render(), 64).Pixels);
        for (var finding = 0; finding < 14; finding++)
        {
            var mean = Enumerable.Range(0, 64).Average(place => output.Maps[(place * 14) + finding]);
            var bias = (Bias(0)[finding] + Bias(1)[finding]) / 2;
            Assert.Equal(output.Findings[finding], mean + bias, 1e-4);
        }

        // 4 × 4 places of 2 × 2 each: their mean is the mean of all.
        Assert.Equal(16 * 8, output.Places.Length);
        for (var channel = 0; channel < 8; channel++)
        {
            Assert.Equal(output.Pooled[channel], Enumerable.Range(0, 16).Average(place => output.Places[(place * 8) + channel]), 1e-4);
        }

        float[] Bias(int member) => eye.Parameters[$"vision.{member}.findings.bias"].Value.Span.ToArray();
    }

    [Fact]
    public void A_film_is_read_with_calibrated_findings_a_view_and_maps_of_its_shape()
    {
        var config = SmallMini.Config with
        {
            Findings = [.. CalibratedFinding.Uncalibrated.Select((finding, index) => finding with
            {
                Scale = 2,
                Shift = index switch { 0 => 50, 1 => -50, _ => -0.5f },
            })],
        };
        using var eye = OpenEye(config);
        var seen = eye.Read(SmallMini.Chest(160, 120));
        Assert.Null(seen.Reading.Refusal);
        Assert.Empty(seen.Reading.Warnings);
        Assert.Equal(NihLabels.All, seen.Reading.Findings.Select(finding => finding.Name));
        Assert.Equal((FindingState.Present, FindingState.Absent), (seen.Reading.Findings[0].State, seen.Reading.Findings[1].State));
        Assert.Equal(1 / (1 + Math.Exp(-((2 * seen.Output.Findings[5]) - 0.5))), seen.Reading.Findings[5].Probability, 1e-4);
        Assert.Equal(1 / (1 + Math.Exp(-seen.Output.Projection)), seen.Reading.ProbabilityOfAp!.Value, 1e-4);
        Assert.Equal(seen.Reading.ProbabilityOfAp > 0.5 ? View.AP : View.PA, seen.Reading.View);
        Assert.Equal(NihLabels.All, seen.ActivationMaps.Keys);
        Assert.All(seen.ActivationMaps.Values, map => Assert.Equal((48, 36), (map.Width, map.Height)));
    }

    [Theory]
    [InlineData(View.PA)]
    [InlineData(View.AP)]
    public void What_the_file_says_of_the_view_goes_before_what_is_seen(View view)
    {
        using var eye = OpenEye();
        Assert.Equal(view, eye.Read(SmallMini.Chest(options: new() { View = view })).Reading.View);
    }

    [Fact]
    public void Lungs_are_boxes_on_the_film_and_not_on_the_square()
    {
        using var eye = OpenEye();
        var output = eye.Look(ChestImage.Of(SmallMini.Chest().Render(), 64).Pixels) with
        {
            Lungs = [0.55f, 0.2f, 0.95f, 0.8f, 0.45f, 0.8f, 0.05f, 0.2f],
        };
        var image = new ChestImage(new Image<byte>(64, 64), FilmWidth: 200, FilmHeight: 100);
        var lungs = EyeGeometry.Lungs(output, image, ReadingWay.AsShown);
        Assert.Equal(0.55, lungs["left lung"].X1, 1e-6);
        Assert.Equal(0, lungs["left lung"].Y1, 1e-6);
        Assert.Equal(1, lungs["left lung"].Y2, 1e-6);

        // Edges in the wrong order are put right.
        Assert.Equal(0.05, lungs["right lung"].X1, 1e-6);
        Assert.Equal(0.45, lungs["right lung"].X2, 1e-6);
        var turned = EyeGeometry.Lungs(output, image, ReadingWay.Turned);
        Assert.Equal(0.05, turned["left lung"].X1, 1e-6);
        var clockwise = EyeGeometry.Lungs(output, image, ReadingWay.TurnedClockwise)["left lung"];
        Assert.Equal(0.05, clockwise.Y1, 1e-6);
        Assert.Equal(1, clockwise.X2, 1e-6);
        var counterclockwise = EyeGeometry.Lungs(output, image, ReadingWay.TurnedCounterclockwise)["left lung"];
        Assert.Equal(0.55, counterclockwise.Y1, 1e-6);
        Assert.Equal(0, counterclockwise.X1, 1e-6);
        var flat = EyeGeometry.Lungs(output with { Lungs = [0.5f, 0, 0.6f, 0.1f, 0, 0, 1, 1] }, image, ReadingWay.AsShown);
        Assert.Equal(["right lung"], flat.Keys);
    }

    [Theory]
    [InlineData("tiny", "too few to read")]
    [InlineData("blank", "blank")]
    [InlineData("nearly blank", "blank")]
    [InlineData("color", "has colours")]
    [InlineData("lateral", "lateral view")]
    [InlineData("oblique", "neither a PA nor an AP")]
    [InlineData("noise", "does not look like a frontal chest film")]
    [InlineData("photo", "does not look like a frontal chest film")]
    public void What_is_no_frontal_chest_film_is_refused_with_a_sentence(string kind, string sentence)
    {
        using var eye = OpenEye(SmallMini.Config with { Suitability = new() });
        var random = new Random(3);
        var seen = eye.Read(kind switch
        {
            "tiny" => SmallMini.Chest(40, 63),
            "blank" => SmallMini.Film(100, 100, (_, _) => 128),
            "nearly blank" => SmallMini.Film(100, 100, (x, y) => 125 + (6 * SmallMini.ChestGrey(x, y) / 255)),
            "color" => FilmReader.Read(SmallMini.Png(
                100, 100, 3, (x, y, channel) => channel == 0 ? SmallMini.ChestGrey(x, y) : SmallMini.ChestGrey(x, y) / 2)),
            "lateral" => SmallMini.Chest(options: new() { View = View.Lateral }),
            "oblique" => SmallMini.Chest(options: new() { View = View.Other }),
            "noise" => SmallMini.Film(100, 100, (_, _) => random.Next(256)),
            _ => SmallMini.Film(100, 100, (x, y) => 255 * x * (1 - y)),
        });
        Assert.Contains(sentence, seen.Reading.Refusal, StringComparison.Ordinal);
        Assert.Empty(seen.Reading.Findings);
        Assert.Empty(seen.Reading.Regions);
        Assert.Empty(seen.ActivationMaps);
    }

    [Fact]
    public void A_chest_film_that_is_stored_in_grey_red_green_and_blue_is_read()
    {
        using var eye = OpenEye(SmallMini.Config with { Suitability = new() });
        var film = FilmReader.Read(SmallMini.Png(100, 100, 3, (x, y, _) => SmallMini.ChestGrey(x, y)));
        Assert.Null(eye.Read(film).Reading.Refusal);
    }

    [Fact]
    public void Features_far_from_those_of_the_training_films_are_refused()
    {
        using var eye = WithStatisticsOf([SmallMini.Chest(), SmallMini.Chest(140, 140), SmallMini.Chest(120, 150)], limit: 30);
        Assert.Null(eye.Read(SmallMini.Chest(130, 140)).Reading.Refusal);
        Assert.NotNull(eye.Statistics);
        var far = eye.Read(SmallMini.Film(130, 140, (x, y) => (int)(x * 40) % 2 == (int)(y * 40) % 2 ? 255 : 0)).Reading;
        Assert.Contains("does not look like", far.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inverted", "looks like a negative", "black and white exchanged")]
    [InlineData("upside down", "upside down", "turned by 180")]
    [InlineData("on its left side", "on its side", "turned by 90° clockwise")]
    [InlineData("on its right side", "on its side", "turned by 90° counterclockwise")]
    public void A_film_that_looks_wrong_is_read_as_it_should_be_and_says_so(string kind, string found, string done)
    {
        using var eye = WithStatisticsOf([SmallMini.Chest(), SmallMini.Chest(140, 140), SmallMini.Chest(120, 150)], limit: 30);
        var right = eye.Read(SmallMini.Chest(130, 140));
        var wrong = eye.Read(kind switch
        {
            "inverted" => SmallMini.Film(130, 140, (x, y) => 255 - (int)SmallMini.ChestGrey(x, y)),
            "upside down" => SmallMini.Film(130, 140, (x, y) => SmallMini.ChestGrey(1 - x, 1 - y)),
            "on its left side" => SmallMini.Film(140, 130, (x, y) => SmallMini.ChestGrey(1 - y, x)),
            _ => SmallMini.Film(140, 130, (x, y) => SmallMini.ChestGrey(y, 1 - x)),
        });
        Assert.Equal(
            right.Reading.Findings.Select(finding => finding.Probability), wrong.Reading.Findings.Select(finding => finding.Probability));
        Assert.Contains(wrong.Reading.Warnings, warning => warning.Contains(found, StringComparison.Ordinal));
        Assert.Contains(wrong.Reading.Warnings, warning => warning.Contains(done, StringComparison.Ordinal));
        var (map, same) = (wrong.ActivationMaps["Mass"], right.ActivationMaps["Mass"]);
        var corner = kind switch
        {
            "inverted" => 0,
            "upside down" => same.Samples.Length - 1,
            "on its left side" => same.Width - 1,
            _ => same.Samples.Length - same.Width,
        };
        Assert.Equal(same.Samples[corner], map.Samples[0], 1e-5);
    }

    [Fact]
    public void Without_statistics_a_film_that_looks_wrong_is_read_as_it_is_shown_with_the_warning()
    {
        using var eye = OpenEye();
        var reading = eye.Read(SmallMini.Film(130, 140, (x, y) => SmallMini.ChestGrey(1 - x, 1 - y))).Reading;
        Assert.Contains("upside down", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_gives_back_the_memory_that_it_takes()
    {
        using var eye = OpenEye();
        var film = SmallMini.Chest();
        eye.Read(film);
        var before = TensorMemory.BytesInUse;
        eye.Read(film);
        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    [Fact]
    public void A_square_of_another_size_is_refused()
    {
        using var eye = OpenEye();
        Assert.Contains("64 × 64", Assert.Throws<ArgumentException>(
            () => eye.Look(new Image<byte>(65, 64))).Message, StringComparison.Ordinal);
    }

    private MiniEye OpenEye(MiniConfig? config = null)
    {
        SmallMini.WriteEye(_folder.Path, config);
        return MiniEye.Open(_folder.Path);
    }

    // As training does: an eye is written, opened, measured, and written again where it was.
    private MiniEye WithStatisticsOf(Film[] films, float limit)
    {
        using var eye = OpenEye();
        float[][] features = [.. films.Select(film => eye.Look(ChestImage.Of(film.Render(), 64).Pixels).Pooled)];
        var config = eye.Config with { Suitability = eye.Config.Suitability with { Distance = limit } };
        MiniFolder.WriteEye(_folder.Path, config, eye, FeatureStatistics.Of(features));
        return MiniEye.Open(_folder.Path);
    }

    private (float[] Findings, float Projection, float[] Lungs) Run(int member, Image<byte> square)
    {
        using var checkpoint = CheckpointFiles.Open(_folder.Path);
        using var parameters = new ParameterSet();
        var scope = new ParameterScope(new CheckpointParameters(checkpoint), parameters);
        using var network = new ChestNetwork(scope["vision"][member], SmallMini.Config.Vision);
        using var pixels = Tensor.Uninitialized([1, 64, 64, 1]);
        ChestImage.Scale(square.Samples, pixels.Span);
        using var tape = Tape.ForInference();
        var output = network.Forward(tape, pixels);
        return (output.Findings.Span.ToArray(), output.Projection.Span[0], output.Lungs.Span.ToArray());
    }
}
