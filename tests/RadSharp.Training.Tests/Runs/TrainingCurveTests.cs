using RadSharp.Training.Runs;

namespace RadSharp.Training.Tests.Runs;

public class TrainingCurveTests
{
    [Fact]
    public void The_table_has_a_line_a_step_and_a_column_a_measurement()
    {
        var curve = new TrainingCurve();
        curve.AddValidation("a, b", new(0, 0.5));
        curve.Add(2, 0.1);
        curve.Add(1.5, 0.05);
        curve.AddValidation("a, b", new(2, 0.75));
        Assert.Equal("step,loss,learning_rate,\"a, b\"\n0,,,0.5\n1,2,0.1,\n2,1.5,0.05,0.75\n", curve.ToCsv());
    }

    [Fact]
    public void A_measurement_made_again_at_the_same_step_replaces_the_first()
    {
        var curve = new TrainingCurve();
        curve.AddValidation("x", new(3, 1));
        curve.AddValidation("x", new(3, 2));
        Assert.Equal([new CurvePoint(3, 2)], curve.Validation("x"));
    }

    [Fact]
    public void The_smoothed_loss_begins_at_the_first_loss_and_follows_slowly()
    {
        var curve = new TrainingCurve();
        curve.Add(4, 1);
        Assert.Equal(4, curve.SmoothedLoss, 1e-9);
        curve.Add(0, 1);
        Assert.Equal(4 * 0.98 / 1.98, curve.SmoothedLoss, 1e-9);
    }

    [Fact]
    public void Losses_are_drawn_with_the_loss_and_other_measurements_with_the_learning_rate()
    {
        var curve = new TrainingCurve();
        curve.Add(1, 0.1);
        curve.AddValidation("validation loss", new(1, 1));
        curve.AddValidation("AUROC", new(1, 0.7));
        var svg = curve.ToSvg("stage");
        string[] inOrder = ["training loss", "validation loss", "AUROC"];
        var places = inOrder.Select(text => svg.IndexOf(text, StringComparison.Ordinal)).ToList();
        Assert.Equal(places.Order(), places);
        Assert.True(svg.LastIndexOf("learning rate", StringComparison.Ordinal) > svg.IndexOf("AUROC", StringComparison.Ordinal));
    }
}
