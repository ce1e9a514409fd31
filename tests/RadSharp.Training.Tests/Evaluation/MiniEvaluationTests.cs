using RadSharp.Evaluation.Tables;
using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Instruct.DataSets;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;
using RadSharp.Training.Evaluation;

namespace RadSharp.Training.Tests.Evaluation;

public sealed class MiniEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-evaluation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_is_measured_on_validation_patients_only()
    {
        string[] labels = ["Mass|Effusion", "No Finding"], views = ["PA", "AP"];
        WriteFilms(
            "nih_cxr14", "labels.csv", "nih", "image,finding_labels,follow_up,patient_id,age,sex,view",
            (image, patient, place) => $"{image},{labels[place]},0,{patient},50,F,{views[place]}");
        var names = WriteFilms(
            "hannover", "studies.csv", "hannover", "image,patient_id,sex,projection",
            (image, patient, _) => $"{image},{patient},M,AP");
        File.WriteAllText(
            Path.Combine(_folder, "hannover", "lung_boxes.csv"),
            $"image,region,x1,y1,x2,y2\n{names[0]},left lung,0.5,0.1,0.9,0.8\n{names[0]},right lung,0.1,0.1,0.5,0.8\n");
        SmallMini.Write(_folder);
        using var model = RadSharpMini.Open(_folder);
        var found = MiniEvaluation.Run(model, _folder, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((2, 4, 2 * 14, 2 * 12), (
            Named(found, "macro AUROC").Count, Named(found, "view accuracy").Count,
            Named(found, "question for each finding answered so").Count,
            Named(found, "off-topic question answered without findings").Count));
        Assert.InRange(Named(found, "question about a finding after its correction").Count, 2, 4);
        Assert.Equal((2, 2 * 3, 2 * 2, 2 * 2), (
            Named(found, "last report says what is known by then").Count,
            Named(found, "question for a finding answered as is known by then").Count,
            Named(found, "corrected report says what is known by then").Count,
            Named(found, "box of a lung as the detector has it (overlap of 0.9)").Count));
        Assert.Equal(1, Named(found, "AUROC of Mass").Count);
        Assert.Equal(double.NaN, Named(found, "AUROC of Hernia").Value);
        Assert.InRange(Named(found, "AUROC of Effusion").Value, 0, 1);
        Assert.InRange(Named(found, "lung boxes, mAP@0.5").Value, 0, 1);
        Assert.Equal(1, Named(found, "lung boxes, mAP@0.5").Count);
        Assert.Equal(1, Named(found, "blank images refused").Value);
        Assert.Equal(0, Named(found, "upright films refused").Value);
        Assert.True(Named(found, "film to finished report, median").Value >= Named(found, "film to findings, median").Value);
        Assert.InRange(Named(found, "resident memory at most").Value, 10, 4000);
        Assert.Contains("| macro AUROC |", MeasurementTable.ToMarkdown(found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_validation_patients_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "nih_cxr14"));
        File.WriteAllText(
            Path.Combine(_folder, "nih_cxr14", "labels.csv"), "image,finding_labels,follow_up,patient_id,age,sex,view\n");
        SmallMini.Write(_folder);
        using var model = RadSharpMini.Open(_folder);
        var error = Assert.Throws<InvalidDataException>(() => MiniEvaluation.Run(
            model, _folder, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("expected films of validation patients", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Yes, there is a mass.", FindingState.Present)]
    [InlineData("yes.", FindingState.Present)]
    [InlineData(" No, no mass can be seen.", FindingState.Absent)]
    [InlineData("None of it is certain.", FindingState.Uncertain)]
    [InlineData("Possibly: edema cannot be excluded.", FindingState.Uncertain)]
    [InlineData("", FindingState.Unknown)]
    public void An_answer_is_yes_no_or_neither(string answer, FindingState said) =>
        Assert.Equal(said, LanguageEvaluation.YesOrNo(answer));

    [Fact]
    public void Questions_are_filled_for_every_finding_in_every_wording()
    {
        foreach (var name in NihLabels.All)
        {
            var questions = Enumerable.Range(0, 4).SelectMany(turn =>
                new[] { "yes-no", "correct-add", "correct-remove" }.Select(kind => EvaluationQuestions.About(kind, name, turn)));
            Assert.All(questions, question => Assert.DoesNotContain('{', question));
        }

        Assert.Equal("Is there a mass?", EvaluationQuestions.About("yes-no", "Mass", turn: 4));
        Assert.Equal(12, EvaluationQuestions.OffTopic.Count);
    }

    // Two films of validation patients, and in the table one of a patient for training, whose file is not even there.
    private List<string> WriteFilms(string set, string table, string prefix, string header, Func<string, int, int, string> row)
    {
        Directory.CreateDirectory(Path.Combine(_folder, set, "images"));
        var patients = Enumerable.Range(1, 100).ToLookup(patient => PatientSplit.IsForValidation(
            new LabeledFilm("", "", View.PA, FilmFindings.Unknown) { Patient = $"{prefix} {patient}" }));
        var names = patients[true].Take(2).Select(patient => $"{patient}.png").ToList();
        for (var place = 0; place < names.Count; place++)
        {
            using var stream = File.Create(Path.Combine(_folder, set, "images", names[place]));
            PngWriter.Write(stream, Picture(place));
        }

        File.WriteAllLines(
            Path.Combine(_folder, set, table),
            [
                header, .. patients[true].Take(2).Select((patient, place) => row(names[place], patient, place)),
                row("missing.png", patients[false].First(), 1),
            ]);
        return names;
    }

    private static Image<byte> Picture(int seed)
    {
        var image = new Image<byte>(96, 80);
        for (var pixel = 0; pixel < image.Samples.Length; pixel++)
        {
            var (x, y) = (pixel % 96, pixel / 96);
            image.Samples[pixel] = (byte)((x * (seed + 1)) ^ (y * 3));
        }

        return image;
    }

    private static Measurement Named(IEnumerable<Measurement> found, string name) =>
        Assert.Single(found, measurement => measurement.Name == name);
}
