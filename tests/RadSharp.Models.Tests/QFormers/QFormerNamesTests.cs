using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Models.Tests.Parameters;

namespace RadSharp.Models.Tests.QFormers;

public class QFormerNamesTests
{
    [Fact]
    public void RaDialog_aligns_checkpoint_has_these_names_and_shapes()
    {
        var source = new NamesOnly();
        using var set = new ParameterSet();
        _ = new QFormerStage1(new ParameterScope(source, set), QFormerConfig.RaDialogAlign);
        Assert.Equal(NamesOnly.Approved("radialog_align_stage1.txt"), source.Taken);
    }

    [Fact]
    public void Queries_alone_take_three_fifths_of_the_parameters()
    {
        var (whole, queriesOnly) = (new NamesOnly(), new NamesOnly());
        using var set = new ParameterSet();
        using var other = new ParameterSet();
        _ = new QFormer(new ParameterScope(whole, set), QFormerConfig.RaDialogAlign);
        _ = new QFormer(new ParameterScope(queriesOnly, other), QFormerConfig.RaDialogAlign, hasText: false);
        Assert.Subset(whole.Taken.ToHashSet(), queriesOnly.Taken.ToHashSet());
        Assert.InRange((double)queriesOnly.Count / whole.Count, 0.55, 0.6);
    }
}
