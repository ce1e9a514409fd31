using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom.Films;

public class ViewAttributesTests
{
    [Theory]
    [InlineData("PA", View.PA)]
    [InlineData("AP", View.AP)]
    [InlineData("LL", View.Lateral)]
    [InlineData("LATERAL", View.Lateral)]
    [InlineData("AP SUPINE", View.AP)]
    [InlineData("RLO", View.Other)]
    public void The_view_position_counts(string position, View view)
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.ViewPosition, position);
        Assert.Equal(view, SyntheticFilm.Read(dataSet).View);
    }

    [Theory]
    [InlineData("R-10214", "postero-anterior", View.PA)]
    [InlineData("399348003", "antero-posterior", View.AP)]
    [InlineData("X", "left lateral", View.Lateral)]
    [InlineData("X", "left anterior oblique", View.Other)]
    [InlineData("X", "frontal", View.Frontal)]
    public void Without_it_the_coded_view_counts(string code, string meaning, View view)
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        var item = new DicomDataSet();
        item.Set(DicomTags.CodeValue, code);
        item.Set(DicomTags.CodeMeaning, meaning);
        dataSet.SetItems(DicomTags.ViewCodeSequence, item);
        Assert.Equal(view, SyntheticFilm.Read(dataSet).View);
    }

    [Theory]
    [InlineData("L", "F", View.Frontal)]
    [InlineData("A", "F", View.Lateral)]
    [InlineData("PF", "FA", View.Lateral)]
    [InlineData("L", "P", View.Unknown)]
    public void Without_that_the_directions_of_rows_and_columns_count(string row, string column, View view)
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.PatientOrientation, row, column);
        Assert.Equal(view, SyntheticFilm.Read(dataSet).View);
    }

    [Theory]
    [InlineData("Chest PA", View.PA)]
    [InlineData("THORAX LAT.", View.Lateral)]
    [InlineData("CHEST PA AND LATERAL", View.Unknown)]
    [InlineData("APEX", View.Unknown)]
    public void Without_those_descriptions_count_that_name_one_view(string description, View view)
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.SeriesDescription, description);
        Assert.Equal(view, SyntheticFilm.Read(dataSet).View);
    }

    [Fact]
    public void A_lateral_film_is_reported_until_the_caller_knows_better()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.ViewPosition, "LL");
        Assert.Contains(SyntheticFilm.Read(dataSet).Concerns, concern => concern.Doubt == FilmDoubt.View);
        var known = SyntheticFilm.Read(dataSet, new FilmOptions { View = View.PA });
        Assert.Equal(View.PA, known.View);
        Assert.DoesNotContain(known.Concerns, concern => concern.Doubt == FilmDoubt.View);
    }
}
