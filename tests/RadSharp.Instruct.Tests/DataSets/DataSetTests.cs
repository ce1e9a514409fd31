using RadSharp.Imaging;
using RadSharp.Instruct.DataSets;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.Tests.DataSets;

public sealed class DataSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-data").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nih_films_have_labels_patient_and_boxes()
    {
        Write("labels.csv", "image,finding_labels,follow_up,patient_id,age,sex,view,original_width,original_height",
            "1_0.jpg,Effusion|Mass,0,1,61,F,PA,2482,2991", "2_0.jpg,No Finding,3,2,413,M,AP,2482,2991");
        Write("boxes.csv", "image,finding,x1,y1,x2,y2", "1_0.jpg,Effusion,0.1,0.2,0.3,0.4", "1_0.jpg,Infiltrate,0,0,1,1");
        var films = NihChestXray14.Read(_folder);
        Assert.Equal(2, films.Count);
        Assert.Equal(FindingState.Present, films[0].Findings["Effusion"]);
        Assert.Equal(FindingState.Absent, films[0].Findings["Hernia"]);
        Assert.Equal(FindingState.Present, films[1].Findings["No Finding"]);
        Assert.Equal(FindingState.Unknown, films[1].Findings["Fracture"]);
        Assert.Equal((View.PA, PatientSex.Female, 61), (films[0].View, films[0].Sex, films[0].Age));
        Assert.Null(films[1].Age);
        Assert.Equal([new Box(0.1, 0.2, 0.3, 0.4)], films[0].FindingBoxes["Effusion"]);
        Assert.Equal([new Box(0, 0, 1, 1)], films[0].FindingBoxes["Infiltration"]);
        Assert.Empty(films[1].FindingBoxes);
        Assert.Equal(Path.Combine(_folder, "images", "1_0.jpg"), films[0].Image);
        Assert.NotEqual(films[0].Patient, films[1].Patient);
    }

    [Fact]
    public void Hannover_films_have_lungs_and_unknown_findings()
    {
        Write("studies.csv", "image,patient_id,sex,age,admission_offset_days,projection,modality", "a.jpg,p,m,,0,ap,CR", "b.jpg,q,,,0,pa,DX");
        Write("lung_boxes.csv", "image,region,x1,y1,x2,y2", "a.jpg,Left Lung,0.5,0.1,0.9,0.8", "a.jpg,Right Lung,0.1,0.1,0.4,0.8");
        var films = HannoverRepository.Read(_folder);
        Assert.Equal(new Box(0.5, 0.1, 0.9, 0.8), films[0].Regions["left lung"]);
        Assert.Equal(2, films[0].Regions.Count);
        Assert.Empty(films[1].Regions);
        Assert.Equal(PatientSex.Unknown, films[1].Sex);
        Assert.Equal(FindingState.Unknown, films[0].Findings["Effusion"]);
    }

    [Theory]
    [InlineData("1.jpg,Efusion,0,1,61,F,PA", "line 2", "Efusion")]
    [InlineData("1.jpg,Effusion,0,1,61,F,LL", "line 2", "'LL'")]
    [InlineData("1.jpg,Effusion", "line 2", "Expected 7 fields, found 2")]
    public void A_damaged_row_is_named_with_its_line(string row, params string[] words)
    {
        Write("labels.csv", "image,finding_labels,follow_up,patient_id,age,sex,view", row);
        var error = Assert.Throws<InvalidDataException>(() => NihChestXray14.Read(_folder));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Contains("labels.csv", Assert.Throws<FileNotFoundException>(() => NihChestXray14.Read(_folder)).Message, StringComparison.Ordinal);
        Write("labels.csv", "image,finding_labels", "1.jpg,Effusion");
        Assert.Contains("'patient_id'", Assert.Throws<InvalidDataException>(() => NihChestXray14.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fifth_of_the_patients_is_for_validation_with_all_their_films()
    {
        var film = NihFilm("nih 7");
        Assert.Equal(PatientSplit.IsForValidation(film), PatientSplit.IsForValidation(film with { Id = "another" }));
        var share = Enumerable.Range(0, 5000).Average(number => PatientSplit.IsForValidation(NihFilm($"nih {number}")) ? 1.0 : 0);
        Assert.Equal(PatientSplit.ValidationShare, share, 0.02);
    }

    private static LabeledFilm NihFilm(string patient) =>
        new("film", "film.jpg", View.PA, Instruct.Reports.FilmFindings.Unknown) { Patient = patient };

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);
}
